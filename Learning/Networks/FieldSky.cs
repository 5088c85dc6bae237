using LensGrains.Core.Sky;

namespace LensGrains.Learning.Networks;

/// <summary>Everybody who may be a neighbour, by key: where they are, and whether they have an embedding. Safe for use from many threads.</summary>
/// <param name="index">Positions by key.</param>
/// <param name="positionOf">The position of a key; null: not known.</param>
/// <param name="has">Whether a key of the index may be a neighbour.</param>
public sealed class FieldSky(SkyIndex index, Func<int, SkyPosition?> positionOf, Predicate<int> has)
{
    /// <summary>A sky in which everybody with a position may be a neighbour, by row.</summary>
    /// <param name="positions">[n]; null: not known.</param>
    public FieldSky(IReadOnlyList<SkyPosition?> positions)
        : this(
            new SkyIndex([.. Enumerable.Range(0, positions.Count).Where(row => positions[row] is not null).Select(row => (positions[row]!.Value, row))]),
            row => positions[row],
            _ => true)
    {
    }

    internal SkyIndex Index => index;

    /// <summary>The nearest neighbours of some sources.</summary>
    /// <param name="sources">[n] keys.</param>
    /// <param name="most">k, 1 or more.</param>
    /// <param name="radiusArcsec">Greatest distance, the rim included, up to 90°.</param>
    public FieldNeighbours Around(IReadOnlyList<int> sources, int most, double radiusArcsec) => FieldNeighbours.Of(this, sources, most, radiusArcsec);

    internal SkyPosition? PositionOf(int key) => positionOf(key);

    internal bool Has(int key) => has(key);
}
