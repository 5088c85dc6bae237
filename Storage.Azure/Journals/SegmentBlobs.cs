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

    /// <summary>The start of the segment that holds the entry after <paramref name="position"/>, or of the newest one.</summary>
    public async Task<SegmentTail> FindStartAsync(string journal, long position, CancellationToken cancellationToken)
    {
        var segments = await ListAsync(journal, cancellationToken).ConfigureAwait(false);
        return SegmentTail.StartAfter(Math.Max(0, segments.LastOrDefault(s => s.First <= position + 1).First - 1));
    }

    /// <summary>The blocks from <paramref name="tail"/> on, each with the tail behind it, over all segments that there are.</summary>
    public async IAsyncEnumerable<(Block Block, SegmentTail Behind)> FollowAsync(
        string journal, SegmentTail tail, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long segment;
        do
        {
            segment = tail.First;
            await foreach (var block in BlocksAsync(journal, tail, cancellationToken).ConfigureAwait(false))
            {
                tail = tail.Behind(block);
                yield return (block, tail);
            }
        }
        while (tail.First != segment);
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

    private async Task<BlockEnd> ReadEndAsync(string journal, long first, long length, CancellationToken cancellationToken)
    {
        var bytes = await FetchAsync(journal, first, length - BlockText.EndLength, BlockText.EndLength, cancellationToken).ConfigureAwait(false);
        return Parse(journal, first, () => BlockText.ReadEnd(bytes!.Bytes.Span));
    }

    /// <summary>The blocks of one segment from an offset to its end as it is now; none where the segment is not there.</summary>
    private async IAsyncEnumerable<Block> BlocksAsync(
        string journal, SegmentTail from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rest = ReadOnlyMemory<byte>.Empty;
        var (offset, wanted, isEnd) = (from.Offset, options.ReadBytes, false);
        while (!isEnd && await FetchAsync(journal, from.First, offset, wanted, cancellationToken).ConfigureAwait(false) is { } fetched)
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
