using System.Collections.Concurrent;
using LensGrains.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Catalogs;

/// <summary>
/// The newest catalogue versions. A version is looked for again when something is not in the one at hand, or when the one at
/// hand is a second old; snapshots are cheap to keep and never change.
/// </summary>
internal sealed class CatalogCache(CatalogStore store, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<CatalogId, Held> _held = new();

    /// <summary>A version no older than a second.</summary>
    public async Task<Catalog> GetAsync(CatalogId id, CancellationToken cancellationToken)
        => _held.TryGetValue(id, out var held) && time.GetElapsedTime(held.At) < Fresh ? held.Catalog : await RefreshAsync(id, cancellationToken);

    /// <summary>A version that has <paramref name="highest"/>, if there is one.</summary>
    public async Task<Catalog> WithAsync(CatalogId id, Ordinal highest, CancellationToken cancellationToken)
        => _held.TryGetValue(id, out var held) && highest.Value < held.Catalog.Count ? held.Catalog : await RefreshAsync(id, cancellationToken);

    /// <summary>A source by its id, or null where the catalogue does not have it (any more).</summary>
    public async Task<(Catalog Catalog, Ordinal Source)?> FindAsync(CatalogId id, SourceId source, CancellationToken cancellationToken)
    {
        var catalog = await GetAsync(id, cancellationToken);
        if (!catalog.TryFind(source, out var ordinal))
        {
            catalog = await RefreshAsync(id, cancellationToken);
            if (!catalog.TryFind(source, out ordinal))
            {
                return null;
            }
        }

        return catalog.IsTombstoned(ordinal) ? null : (catalog, ordinal);
    }

    private async Task<Catalog> RefreshAsync(CatalogId id, CancellationToken cancellationToken)
    {
        var newest = _held.TryGetValue(id, out var held)
            ? await store.RefreshAsync(held.Catalog, cancellationToken)
            : await store.OpenAsync(id, cancellationToken);
        _held[id] = new Held(newest, time.GetTimestamp());
        return newest;
    }

    private sealed record Held(Catalog Catalog, long At);
}
