using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>A page while it is being put together: no source twice, never more than its size.</summary>
internal sealed class PageDraft(MergedHeads heads, Func<Ordinal, Standing> standing, int size, long freeSources)
{
    private readonly List<Tile> _tiles = new(size);
    private readonly HashSet<Ordinal> _onPage = [];
    private readonly List<HeadRefill> _refills = [];

    /// <summary>Adds up to <paramref name="count"/> tiles, as far as there is room and the order holds any.</summary>
    public void Add(HeadCriterion criterion, TileReason reason, int count)
    {
        var wanted = Math.Min(count, size - _tiles.Count);
        if (wanted <= 0)
        {
            return;
        }

        var pick = heads.Pick(criterion, wanted, source => _onPage.Contains(source) ? Standing.Held : standing(source));
        _refills.AddRange(pick.Refills);
        var probability = ProbabilityOf(criterion, pick.Items.Length);
        foreach (var item in pick.Items)
        {
            _onPage.Add(item.Ordinal);
            _tiles.Add(new Tile(item.Ordinal, reason, probability));
        }
    }

    /// <summary>The page in the order of adding, or the refills that it needs first.</summary>
    public ComposedPage Finish() => _refills.Count == 0
        ? new ComposedPage([.. _tiles], [])
        : new ComposedPage([], [.. _refills.Distinct()]);

    // A random tile is a draw without replacement from the free sources that are not on the page yet.
    private double ProbabilityOf(HeadCriterion criterion, int drawn)
    {
        var frame = Math.Max(freeSources - _tiles.Count, drawn);
        return criterion == HeadCriterion.Random && frame > 0 ? (double)drawn / frame : 1;
    }
}
