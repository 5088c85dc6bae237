using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LensGrains.Storage.Azure.Journals;

/// <summary>
/// The append blobs of journals: <c>{journal}/@{position of its first entry, 12 digits}</c>. They are created empty and only if
/// absent, grow by whole blocks at a stated offset, and never change otherwise.
/// </summary>
internal sealed class SegmentBlobs(ContainerClients container, AzureStorageOptions options)
{
    private const int NothingBehind = 416;
    private const int FirstLookBack = 32 << 10;
    private const int FurtherLookBack = 8;

    /// <summary>The tail as the list of segments and the last line of the newest tell it: two requests, however long the journal.</summary>
    public async Task<SegmentTail> FindTailAsync(string journal, CancellationToken cancellationToken)
    {
        var segments = await ListAsync(journal, cancellationToken).ConfigureAwait(false);
        if (segments is [])
        {
            return SegmentTail.StartAfter(0);
        }

        var (first, length) = segments[^1];
        return length == 0
            ? SegmentTail.StartAfter(first - 1)
            : SegmentTail.Of(first, length, await ReadEndAsync(journal, first, length, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The tail as it is now, from one that was once: one request, and one more for each segment that has grown since, however much it has.
    /// Null where what is there does not go on from it.
    /// </summary>
    public async Task<SegmentTail?> FindTailAsync(string journal, SegmentTail known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = await LengthAsync(journal, known.First, cancellationToken).ConfigureAwait(false) ?? 0;
            if (length <= known.Offset)
            {
                return length == known.Offset ? known : null;
            }

            var end = await ReadEndAsync(journal, known.First, length, cancellationToken).ConfigureAwait(false);
            if (end.Position <= known.Position)
            {
                return null;
            }

            known = SegmentTail.Of(known.First, length, end);
            if (!end.IsLast)
            {
                return known;
            }
        }
    }

    /// <summary>
    /// A block's start from which reading comes to the entry after <paramref name="position"/>. It is looked for from the end of the
    /// segment in which the entry is, where readers of a growing journal mostly are.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="position">What the reader has.</param>
    /// <param name="known">Where this process last saw the journal end, if it did.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<SegmentTail> FindStartAsync(string journal, long position, SegmentTail? known, CancellationToken cancellationToken)
    {
        if (known is { } tail && tail.First <= position + 1)
        {
            return await LookBackAsync(journal, tail.First, tail.Offset, position, cancellationToken).ConfigureAwait(false);
        }

        var segments = await ListAsync(journal, cancellationToken).ConfigureAwait(false);
        var (first, length) = segments.LastOrDefault(s => s.First <= position + 1, (First: 1L, Length: 0L));
        return await LookBackAsync(journal, first, length, position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The blocks from <paramref name="tail"/> on, each with the tail behind it, over all segments that there are, or up to
    /// <paramref name="last"/>: a reader that is slower than the writers would not come to an end without it.
    /// </summary>
    public async IAsyncEnumerable<(Block Block, SegmentTail Behind)> FollowAsync(
        string journal, SegmentTail tail, SegmentTail? last = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long segment;
        do
        {
            segment = tail.First;
            var end = last is { } known && known.First == segment ? known.Offset : long.MaxValue;
            await foreach (var block in BlocksAsync(journal, tail, end, cancellationToken).ConfigureAwait(false))
            {
                tail = tail.Behind(block);
                yield return (block, tail);
            }
        }
        while (tail.First != segment && !(tail.First > last?.First));
    }

    /// <summary>
    /// Writes a block at <paramref name="tail"/>, making the segment first where this is its start. Throws
    /// <see cref="RequestFailedException"/> with status 412 where somebody else has written there.
    /// </summary>
    public async Task AppendAsync(string journal, SegmentTail tail, byte[] block)
    {
        var segment = container.Writes.GetAppendBlobClient(NameOf(journal, tail.First));
        if (tail.Offset == 0)
        {
            await CreateAsync(segment).ConfigureAwait(false);
        }

        using var body = new MemoryStream(block, writable: false);
        await segment.AppendBlockAsync(body, new AppendBlobAppendBlockOptions
        {
            Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = tail.Offset },
        }).ConfigureAwait(false);
    }

    private static async Task CreateAsync(AppendBlobClient segment)
    {
        try
        {
            await segment.CreateAsync(new AppendBlobCreateOptions
            {
                Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" },
            }).ConfigureAwait(false);
        }
        catch (RequestFailedException exists) when (Transient.IsRefused(exists))
        {
            // Made by somebody else, or by a try whose answer was lost. It may have grown since: the append's own condition tells.
        }
    }

    private async Task<List<(long First, long Length)>> ListAsync(string journal, CancellationToken cancellationToken)
    {
        var prefix = PrefixOf(journal);
        var blobs = await container.ListAsync(prefix, cancellationToken).ConfigureAwait(false);
        var segments = blobs.ConvertAll(blob => (
            First: long.Parse(blob.Name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture),
            Length: blob.Properties.ContentLength ?? 0));
        segments.Sort();
        return segments;
    }

    /// <summary>
    /// The last boundary of blocks behind which nothing is that the reader has not: within ever more of the segment's end, else its
    /// start. What cannot be read there is for the reader to find, who checks every block.
    /// </summary>
    private async Task<SegmentTail> LookBackAsync(string journal, long first, long end, long position, CancellationToken cancellationToken)
    {
        for (long window = FirstLookBack; window < end; window *= FurtherLookBack)
        {
            var fetched = await FetchAsync(journal, first, end - window, (int)window, cancellationToken).ConfigureAwait(false);
            if (fetched is { } found && BlockText.FindEnd(found.Bytes.Span, position) is { } boundary)
            {
                return SegmentTail.Of(first, end - window + boundary.Offset, boundary.End);
            }
        }

        return SegmentTail.StartAfter(first - 1);
    }

    private async Task<BlockEnd> ReadEndAsync(string journal, long first, long length, CancellationToken cancellationToken)
    {
        var bytes = await FetchAsync(journal, first, length - BlockText.EndLength, BlockText.EndLength, cancellationToken).ConfigureAwait(false);
        return Parse(journal, first, () => BlockText.ReadEnd(bytes!.Bytes.Span));
    }

    /// <summary>The bytes of a segment; null where it is not there.</summary>
    private async Task<long?> LengthAsync(string journal, long first, CancellationToken cancellationToken)
        => (await Reading.FindAsync(
            async () => (await container.Reads.GetAppendBlobClient(NameOf(journal, first))
                .GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value,
            cancellationToken).ConfigureAwait(false))?.ContentLength;

    /// <summary>
    /// The blocks of one segment from an offset to its end as it is now, or to where it ended once; none where the segment is not there.
    /// </summary>
    private async IAsyncEnumerable<Block> BlocksAsync(
        string journal, SegmentTail from, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rest = ReadOnlyMemory<byte>.Empty;
        var (offset, wanted, isEnd) = (from.Offset, options.ReadBytes, false);
        while (!isEnd && offset < end
            && await FetchAsync(journal, from.First, offset, (int)Math.Min(wanted, end - offset), cancellationToken).ConfigureAwait(false) is { } fetched)
        {
            rest = rest.IsEmpty ? fetched.Bytes : (byte[])[.. rest.Span, .. fetched.Bytes.Span];
            (offset, isEnd) = (offset + fetched.Bytes.Length, fetched.IsEnd);
            var length = Parse(journal, from.First, () => BlockText.LengthOf(rest.Span));
            while (length <= rest.Length)
            {
                var whole = rest[..length.Value];
                yield return Parse(journal, from.First, () => BlockText.Read(whole));
                rest = rest[length.Value..];
                length = Parse(journal, from.First, () => BlockText.LengthOf(rest.Span));
            }

            wanted = Math.Max(options.ReadBytes, (length ?? 0) - rest.Length);
        }

        if (!rest.IsEmpty)
        {
            throw new InvalidDataException($"Segment {from.First} of journal {journal} ends within a block.");
        }
    }

    /// <summary>Bytes of a segment, and whether they reach its end; null where there is none at the offset, or no segment yet.</summary>
    private Task<Fetched?> FetchAsync(string journal, long first, long offset, int length, CancellationToken cancellationToken)
        => Reading.AskAsync(
            async () =>
            {
                try
                {
                    var read = await container.Reads.GetAppendBlobClient(NameOf(journal, first)).DownloadContentAsync(
                        new BlobDownloadOptions { Range = new HttpRange(offset, length) }, cancellationToken).ConfigureAwait(false);
                    var bytes = read.Value.Content.ToMemory();
                    return new Fetched(bytes, offset + bytes.Length >= TotalOf(read.Value.Details.ContentRange));
                }
                catch (RequestFailedException nothing) when (nothing.Status == NothingBehind || (offset == 0 && IsOfBlob(nothing)))
                {
                    return null;
                }
            },
            cancellationToken);

    private static bool IsOfBlob(RequestFailedException error) => error.ErrorCode == BlobErrorCode.BlobNotFound;

    /// <summary>The length of the whole blob in <c>bytes 0-99/1234</c>.</summary>
    private static long TotalOf(string contentRange)
        => long.Parse(contentRange.AsSpan(contentRange.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string PrefixOf(string journal) => BlobNames.Of(journal + "/") + "@";

    private static string NameOf(string journal, long first) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(journal)}{first:D12}");

    private static T Parse<T>(string journal, long first, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"Segment {first} of journal {journal}: {error.Message}", error);
        }
    }

    private sealed record Fetched(ReadOnlyMemory<byte> Bytes, bool IsEnd);
}
