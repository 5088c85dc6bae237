using System.Text.Json;
using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;

namespace LensGrains.Catalogs;

/// <summary>
/// The catalogues of one blob store. Keep one for the life of the process: mapped files stay mapped until it is disposed,
/// so that no span is ever cut off under its reader.
/// </summary>
public sealed class CatalogStore(IBlobStore blobs) : IDisposable
{
    private const int WriteAttempts = 10;

    private readonly MappingCache _mappings = new(blobs);
    private readonly SkyIndexes _skies = new();

    internal IBlobStore Blobs => blobs;

    /// <summary>The newest version of a catalogue; version 0 without a source where nothing was ever ingested.</summary>
    public async Task<Catalog> OpenAsync(CatalogId catalog, CancellationToken cancellationToken = default)
        => (await OpenForWriteAsync(catalog, cancellationToken)).Catalog;

    /// <summary>The newest version, or <paramref name="known"/> itself where it is still the newest.</summary>
    public async Task<Catalog> RefreshAsync(Catalog known, CancellationToken cancellationToken = default)
    {
        var newest = await OpenAsync(known.Id, cancellationToken);
        return newest.Version == known.Version ? known : newest;
    }

    /// <summary>Deletes sources: they keep their ordinals and rows and are tombstones from the next version on. Returns that version.</summary>
    /// <exception cref="CatalogConflictException">Another writer was first.</exception>
    public async Task<Catalog> TombstoneAsync(CatalogId catalog, IEnumerable<Ordinal> ordinals, CancellationToken cancellationToken = default)
    {
        var writer = await CatalogWriter.OpenAsync(this, catalog, cancellationToken);
        await writer.TombstoneAsync(ordinals, cancellationToken);
        return writer.Catalog;
    }

    /// <summary>Notes how well labels can be read off embedding sets; the catalogue's new version.</summary>
    /// <param name="catalog">Which.</param>
    /// <param name="measures">By the sets' names; sets that are gone are left out.</param>
    /// <param name="cancellationToken">Stops waits.</param>
    public Task<Catalog> NoteMeasuresAsync(
        CatalogId catalog, IReadOnlyDictionary<string, EmbeddingMeasurement> measures, CancellationToken cancellationToken = default)
        => ChangeAsync(
            catalog,
            WriteAttempts,
            head => head with
            {
                Version = head.Version + 1,
                Embeddings = head.Embeddings.SetItems(
                    measures.Where(m => head.Embeddings.ContainsKey(m.Key))
                        .Select(m => KeyValuePair.Create(m.Key, head.Embeddings[m.Key] with { Measure = m.Value }))),
            },
            cancellationToken);

    /// <summary>Reads a file that the catalogue names, for instance an encoder.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, CancellationToken cancellationToken = default)
        => (await blobs.ReadAsync(path, cancellationToken))?.Body ?? throw new FileNotFoundException("A file that the catalogue names is missing.", path);

    public void Dispose() => _mappings.Dispose();

    /// <summary>Changes the head alone; where another writer was first, on the version that it made.</summary>
    /// <exception cref="CatalogConflictException">Others were first as often as was tried.</exception>
    internal async Task<Catalog> ChangeAsync(CatalogId id, int attempts, Func<CatalogHead, CatalogHead> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var writer = await CatalogWriter.OpenAsync(this, id, cancellationToken);
            try
            {
                await writer.PublishAsync(change(writer.Catalog.Head), cancellationToken);
                return writer.Catalog;
            }
            catch (CatalogConflictException) when (attempt < attempts)
            {
                // What was changed is decided anew on the other writer's version.
            }
        }
    }

    /// <summary>The newest version with the etag that guards its head (null: no head yet).</summary>
    internal async Task<(Catalog Catalog, string? Etag)> OpenForWriteAsync(CatalogId id, CancellationToken cancellationToken)
    {
        var stored = await blobs.ReadAsync(CatalogPaths.Head(id), cancellationToken);
        var head = stored is null ? CatalogWriter.EmptyHead : JsonSerializer.Deserialize(stored.Value.Body.Span, CatalogJson.Default.CatalogHead)!;
        if (head.Schema > CatalogHead.CurrentSchema)
        {
            throw new NotSupportedException($"Catalogue {id} has layout {head.Schema}; this program reads up to {CatalogHead.CurrentSchema}.");
        }

        return (await SnapshotAsync(id, head, cancellationToken), stored?.Etag);
    }

    internal async Task<Catalog> SnapshotAsync(CatalogId id, CatalogHead head, CancellationToken cancellationToken)
    {
        var paths = head.Segments.SelectMany(RowSegment.Paths)
            .Concat(head.Embeddings.Values.SelectMany(e => e.Segments).OfType<string>())
            .Concat(head.Embeddings.Values.Where(e => e.Priors is not null).SelectMany(e => new[] { e.Priors!.Oddity, e.Priors.DiversityRank }))
            .Concat(head.Tombstones is null ? [] : [head.Tombstones]);
        await _mappings.EnsureLocalAsync(paths, cancellationToken);
        return new Catalog(id, head, _mappings, _skies);
    }
}
