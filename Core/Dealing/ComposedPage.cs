using System.Collections.Immutable;

namespace LensGrains.Core.Dealing;

/// <summary>A page, or what must be fetched from the pools before it can be put together.</summary>
/// <param name="Tiles">In the order of the page; empty where nothing is left, or where <paramref name="Refills"/> is not empty.</param>
/// <param name="Refills">Runs to ask for; compose again when they are in.</param>
public sealed record ComposedPage(ImmutableArray<Tile> Tiles, ImmutableArray<HeadRefill> Refills)
{
    /// <summary>True where the tiles are the page.</summary>
    public bool IsComplete => Refills.IsEmpty;
}
