using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>
/// The heads of all pools of one round, merged into one global order per criterion. Candidates are not used up by being picked:
/// who may have them is the caller's predicate, so an expired lease or an undone label brings a source back by itself
/// (call <see cref="Reopen"/> for one that was <see cref="Standing.Spent"/>). Not safe for concurrent use.
/// </summary>
public sealed class MergedHeads
{
    private readonly Dictionary<HeadCriterion, HeadOrder> _orders = [];
    private readonly SortedSet<int> _shards;

    /// <summary>Starts with nothing known.</summary>
    /// <param name="round">The round whose scores order the candidates; 0 before the first.</param>
    /// <param name="shards">All pools of the campaign.</param>
    public MergedHeads(int round, IEnumerable<int> shards)
    {
        Round = round;
        _shards = [.. shards];
    }

    /// <summary>The round whose scores order the candidates.</summary>
    public int Round { get; }

    /// <summary>The pools that take part.</summary>
    public IReadOnlyCollection<int> Shards => _shards;

    /// <summary>Lets a new pool take part (the catalogue has grown).</summary>
    public void AddShard(int shard)
    {
        if (_shards.Add(shard))
        {
            foreach (var order in _orders.Values)
            {
                order.AddShard(shard);
            }
        }
    }

    /// <summary>
    /// Takes a run in. False, and nothing changes, where it is for another round or does not continue where that pool's last run
    /// ended (a repeat, or an answer that came too late).
    /// </summary>
    public bool Add(HeadRun run) => run.Round == Round && OrderOf(run.Criterion).Add(run);

    /// <summary>The next free candidates in global order, or what must be fetched before the order is known that far.</summary>
    /// <param name="criterion">The order.</param>
    /// <param name="count">The most candidates wanted.</param>
    /// <param name="standing">Whether a source can go on this page.</param>
    public HeadPick Pick(HeadCriterion criterion, int count, Func<Ordinal, Standing> standing)
        => OrderOf(criterion).Pick(count, standing);

    /// <summary>A source that was spent can be dealt again (its label was taken back).</summary>
    public void Reopen()
    {
        foreach (var order in _orders.Values)
        {
            order.Rewind();
        }
    }

    private HeadOrder OrderOf(HeadCriterion criterion)
    {
        if (!_orders.TryGetValue(criterion, out var order))
        {
            _orders[criterion] = order = new HeadOrder(criterion);
            foreach (var shard in _shards)
            {
                order.AddShard(shard);
            }
        }

        return order;
    }
}
