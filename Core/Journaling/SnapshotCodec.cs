using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Core.Ports;

namespace LensGrains.Core.Journaling;

/// <summary>
/// Writes the fold of a journal down, as gzipped JSON, and reads it again. A snapshot is a cache: one of another version, or one that
/// cannot be read, is no snapshot, and the journal is folded from its beginning.
/// </summary>
/// <param name="version">Version of the layout and of the fold: a change to either needs a new one.</param>
/// <param name="layout">The layout.</param>
public sealed class SnapshotCodec<T>(int version, JsonTypeInfo<T> layout)
    where T : class
{
    public JournalSnapshot Encode(long position, T fold)
    {
        var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(gzip, fold, layout);
        }

        return new JournalSnapshot(position, version, body.ToArray());
    }

    /// <summary>The fold, or null where it has to be made anew.</summary>
    public T? Decode(JournalSnapshot snapshot)
    {
        if (snapshot.Version != version)
        {
            return null;
        }

        try
        {
            using var gzip = new GZipStream(new MemoryStream(snapshot.Body.ToArray()), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(gzip, layout);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidDataException)
        {
            return null;
        }
    }
}
