using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>
/// The candidates of all pools under one criterion. A pool that has more to give lets the global order be known only up to its
/// last item so far; the smallest of these places is the horizon, and nothing behind it is given out.
/// </summary>
internal sealed class HeadOrder(HeadCriterion criterion)
{
    private readonly SortedDictionary<int, PoolEnd> _ends = [];
    private List<HeadItem> _items = [];
    private int _spentPrefix; // items before this index were spent when last looked at

    private readonly record struct PoolEnd(HeadKey? Last, bool HasMore);

    public void AddShard(int shard) => _ends.TryAdd(shard, new PoolEnd(null, HasMore: true));

    /// <summary>Merges a run in; false where it does not begin where the pool's last run ended.</summary>
    public bool Add(HeadRun run)
    {
        if (!_ends.TryGetValue(run.Shard, out var end) || !end.HasMore || end.Last != run.After)
        {
            return false;
        }

        RequireOrder(run);
        _items = Merge(_items, run.Items);
        _spentPrefix = 0;
        _ends[run.Shard] = new PoolEnd(run.Items.IsEmpty ? end.Last : run.Items[^1].Place, run.HasMore);
        return true;
    }

    public HeadPick Pick(int count, Func<Ordinal, Standing> standing)
    {
        var picked = ImmutableArray.CreateBuilder<HeadItem>();
        var horizon = Horizon();
        var spentSoFar = true;
        for (var i = _spentPrefix; i < _items.Count && picked.Count < count; i++)
        {
            if (horizon is { } end && (end.Last is not { } last || _items[i].Place > last))
            {
                return new HeadPick(picked.ToImmutable(), RefillsUpTo(_items[i].Place));
            }

            var found = standing(_items[i].Ordinal);
            spentSoFar &= found == Standing.Spent;
            _spentPrefix = spentSoFar ? i + 1 : _spentPrefix;
            if (found == Standing.Free)
            {
                picked.Add(_items[i]);
            }
        }

        var missing = picked.Count < count && horizon is not null;
        return new HeadPick(picked.ToImmutable(), missing ? RefillsUpTo(null) : []);
    }

    /// <summary>Looks at all items again: a source that was spent has been reopened.</summary>
    public void Rewind() => _spentPrefix = 0;

    private PoolEnd? Horizon()
    {
        PoolEnd? smallest = null;
        foreach (var end in _ends.Values)
        {
            if (end.HasMore && (smallest is not { } s || Before(end.Last, s.Last)))
            {
                smallest = end;
            }
        }

        return smallest;
    }

    // Every pool whose known part ends before the wanted place is asked at once: one turn instead of one per pool.
    private ImmutableArray<HeadRefill> RefillsUpTo(HeadKey? wanted)
    {
        var refills = ImmutableArray.CreateBuilder<HeadRefill>();
        foreach (var (shard, end) in _ends)
        {
            if (end.HasMore && (wanted is not { } place || end.Last is not { } last || last < place))
            {
                refills.Add(new HeadRefill(criterion, shard, end.Last));
            }
        }

        return refills.ToImmutable();
    }

    private static bool Before(HeadKey? left, HeadKey? right) => right is { } r && (left is not { } l || l < r);

    private static void RequireOrder(HeadRun run)
    {
        var last = run.After;
        foreach (var item in run.Items)
        {
            if (last is { } before && item.Place <= before)
            {
                throw new ArgumentException($"The run of pool {run.Shard} is out of order at source {item.Ordinal}.", nameof(run));
            }

            last = item.Place;
        }

        if (run.HasMore && run.Items.IsEmpty)
        {
            throw new ArgumentException($"The run of pool {run.Shard} is empty and says that there is more.", nameof(run));
        }
    }

    private static List<HeadItem> Merge(List<HeadItem> left, ImmutableArray<HeadItem> right)
    {
        var merged = new List<HeadItem>(left.Count + right.Length);
        var (i, j) = (0, 0);
        while (i < left.Count || j < right.Length)
        {
            var takeLeft = j == right.Length || (i < left.Count && left[i].Place < right[j].Place);
            merged.Add(takeLeft ? left[i++] : right[j++]);
        }

        return merged;
    }
}
