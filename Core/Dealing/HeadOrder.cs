using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>
/// The candidates of all pools under one criterion. Runs are merged only as far as pages need: a heap holds the next item of every
/// pool, so an item costs O(log pools) and a run that is added costs nothing but its own length. While a pool that has more to give
/// has none that waits, the order is not known any further.
/// </summary>
internal sealed class HeadOrder(HeadCriterion criterion)
{
    private readonly SortedDictionary<int, HeadTail> _tails = [];
    private readonly PriorityQueue<HeadTail, HeadKey> _waiting = new();
    private readonly List<HeadItem> _merged = [];
    private int _dryPools;
    private int _spentPrefix; // merged items before this index were spent when last looked at

    /// <summary>Lets a new pool take part. Its candidates may come before what is merged, so merging begins again.</summary>
    public void AddShard(int shard)
    {
        if (!_tails.TryAdd(shard, new HeadTail()))
        {
            return;
        }

        _merged.Clear();
        _waiting.Clear();
        _spentPrefix = 0;
        foreach (var tail in _tails.Values)
        {
            tail.Rewind();
            Await(tail);
        }

        _dryPools = _tails.Values.Count(t => t.IsDry);
    }

    /// <summary>Takes a run in; false where it does not begin where the pool's last run ended.</summary>
    public bool Add(HeadRun run)
    {
        if (!_tails.TryGetValue(run.Shard, out var tail) || !tail.HasMore || tail.Last != run.After)
        {
            return false;
        }

        RequireOrder(run);
        var (wasDry, waited) = (tail.IsDry, tail.HasNext);
        tail.Add(run.Items, run.HasMore);
        _dryPools += (tail.IsDry ? 1 : 0) - (wasDry ? 1 : 0);
        if (!waited)
        {
            Await(tail);
        }

        return true;
    }

    public HeadPick Pick(int count, Func<Ordinal, Standing> standing)
    {
        var picked = ImmutableArray.CreateBuilder<HeadItem>(Math.Max(0, count));
        var spentSoFar = true;
        for (var i = _spentPrefix; picked.Count < count; i++)
        {
            if (i == _merged.Count && !MergeOneMore())
            {
                return new HeadPick(picked.ToImmutable(), Refills());
            }

            var found = standing(_merged[i].Ordinal);
            spentSoFar &= found == Standing.Spent;
            _spentPrefix = spentSoFar ? i + 1 : _spentPrefix;
            if (found == Standing.Free)
            {
                picked.Add(_merged[i]);
            }
        }

        return new HeadPick(picked.ToImmutable(), []);
    }

    /// <summary>Looks at all items again: a source that was spent has been reopened.</summary>
    public void Rewind() => _spentPrefix = 0;

    /// <summary>False where the next item is not known, or where there is none.</summary>
    private bool MergeOneMore()
    {
        if (_dryPools > 0 || !_waiting.TryPeek(out var tail, out _))
        {
            return false;
        }

        _merged.Add(tail.Take());
        if (tail.HasNext)
        {
            _waiting.DequeueEnqueue(tail, tail.NextPlace);
            return true;
        }

        _waiting.Dequeue();
        _dryPools += tail.IsDry ? 1 : 0;
        return true;
    }

    private void Await(HeadTail tail)
    {
        if (tail.HasNext)
        {
            _waiting.Enqueue(tail, tail.NextPlace);
        }
    }

    // Every pool whose next item is not known is asked at once: one turn instead of one per pool.
    private ImmutableArray<HeadRefill> Refills()
        => [.. _tails.Where(t => t.Value.IsDry).Select(t => new HeadRefill(criterion, t.Key, t.Value.Last))];

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
}
