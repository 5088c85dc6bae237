using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;

namespace LensGrains.Catalogs;

/// <summary>
/// Where the sources of the catalogues in use are: one index per catalogue, made when it is first asked for and kept while the catalogue's rows
/// are the same, whoever opens it. Safe for use from many threads.
/// </summary>
internal sealed class SkyIndexes
{
    private const int MostCatalogs = 4; // 20 bytes a source

    private readonly Lock _lock = new();
    private readonly LinkedList<(CatalogId Catalog, string Rows, Lazy<SkyIndex> Index)> _newest = [];

    /// <summary>The index of a catalogue's rows; <paramref name="build"/> makes it where there is none.</summary>
    public SkyIndex Of(CatalogId catalog, CatalogHead head, Func<SkyIndex> build)
    {
        var rows = string.Join('\n', head.Segments.Select(segment => segment.Stem)); // a stem holds a hash of the rows
        Lazy<SkyIndex> index;
        lock (_lock)
        {
            var known = _newest.FirstOrDefault(kept => kept.Catalog == catalog && kept.Rows == rows);
            index = known.Index ?? new Lazy<SkyIndex>(build);
            Forget(kept => kept.Catalog == catalog);
            _newest.AddFirst((catalog, rows, index));
            Forget(_ => _newest.Count > MostCatalogs);
        }

        try
        {
            return index.Value;
        }
        catch
        {
            lock (_lock)
            {
                Forget(kept => kept.Index == index); // what failed may go well the next time
            }

            throw;
        }
    }

    private void Forget(Predicate<(CatalogId Catalog, string Rows, Lazy<SkyIndex> Index)> isOf)
    {
        for (var node = _newest.Last; node is not null;)
        {
            var before = node.Previous;
            if (isOf(node.Value))
            {
                _newest.Remove(node);
            }

            node = before;
        }
    }
}
