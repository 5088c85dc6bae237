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
    private readonly MappingCache _mappings = new(blobs);

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

    public void Dispose() => _mappings.Dispose();

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
        return new Catalog(id, head, _mappings);
    }
}
