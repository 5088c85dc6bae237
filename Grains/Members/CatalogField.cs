using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Core.Sky;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Grains.Members;

/// <summary>
/// A catalogue as members over neighbours see it. Neighbours are sources of the manifest, in whatever shard, that have a position and a finite
/// vector; deleted ones stay neighbours, since a deletion while a round runs must not change it.
/// </summary>
internal static class CatalogField
{
    /// <summary>Everybody of the manifest; vectors are read from the mapped files as they are asked for.</summary>
    public static FieldPool Of(Catalog catalog, Manifest manifest)
    {
        var embeddings = catalog.Embeddings(manifest.Embedding);
        var sky = new FieldSky(
            catalog.Sky,
            key => catalog.PositionOf(new Ordinal(key)),
            key => key < manifest.Sources && IsWhole(embeddings.Vector(new Ordinal(key))));
        return new FieldPool(sky, embeddings.Dimension, (ordinal, row) => embeddings.Gather([new Ordinal(ordinal)], row));
    }

    /// <summary>True where a source of the catalogue has a position.</summary>
    public static bool HasPositions(Catalog catalog) => Enumerable.Range(0, catalog.ShardCount).Any(shard => HasPositions(catalog, shard));

    private static bool HasPositions(Catalog catalog, int shard)
    {
        var ra = catalog.Column("ra", shard);
        var dec = catalog.Column("dec", shard);
        for (var row = 0; row < ra.Length; row++)
        {
            if (SkyPosition.IsValid(ra[row], dec[row]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWhole(ReadOnlySpan<Half> vector)
    {
        foreach (var value in vector)
        {
            if (!Half.IsFinite(value))
            {
                return false;
            }
        }

        return !vector.IsEmpty;
    }
}
