using System.Globalization;
using LensGrains.Core.Ports;


namespace LensGrains.Storage.Azure.Journals;

/// <summary>Snapshots: <c>{journal}/@snapshot</c>, the body as it was handed in, position and version in the blob's metadata.</summary>
internal sealed class SnapshotBlobs(ContainerClients container, WriteTries tries)
{
    private const string PositionKey = "position";
    private const string VersionKey = "version";

    public async Task<JournalSnapshot?> ReadAsync(string journal, CancellationToken cancellationToken)
        => await BlobOf(journal).ReadAsync(cancellationToken).ConfigureAwait(false) is { } found
            ? new JournalSnapshot(PositionOf(found.Metadata), Int(found.Metadata[VersionKey]), found.Body)
            : null;

    /// <summary>Writes unless a newer one is there; where several write at once, the newest is there in the end.</summary>
    public async Task WriteAsync(string journal, JournalSnapshot snapshot, CancellationToken cancellationToken)
    {
        var blob = BlobOf(journal);
        var metadata = new Dictionary<string, string>
        {
            [PositionKey] = snapshot.Position.ToString(CultureInfo.InvariantCulture),
            [VersionKey] = snapshot.Version.ToString(CultureInfo.InvariantCulture),
        };
        string? written = null;
        while (written is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stored = await blob.LookAsync(cancellationToken).ConfigureAwait(false);
            if (stored is { } newer && PositionOf(newer.Metadata) > snapshot.Position)
            {
                return;
            }

            written = await blob.WriteAsync(snapshot.Body, stored?.Etag, metadata).ConfigureAwait(false);
        }
    }

    private ConditionalBlob BlobOf(string journal) => new(container, BlobNames.Of(journal + "/") + "@snapshot", tries);

    private static long PositionOf(IDictionary<string, string> metadata) => long.Parse(metadata[PositionKey], CultureInfo.InvariantCulture);

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
