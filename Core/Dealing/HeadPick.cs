using System.Collections.Immutable;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>Whether a source can go on the page that is being put together.</summary>
public enum Standing
{
    /// <summary>It can.</summary>
    Free,

    /// <summary>Not on this page (leased, or seen by this annotator), but perhaps on a later one.</summary>
    Held,

    /// <summary>On no page of this round (labelled), unless it is reopened.</summary>
    Spent,
}

/// <summary>What must be asked of a pool before the order can be followed further.</summary>
/// <param name="Criterion">The order.</param>
/// <param name="Shard">The pool.</param>
/// <param name="After">Where its next run begins (exclusive), or null for the beginning.</param>
[GenerateSerializer, Immutable, Alias("head-refill")]
public readonly record struct HeadRefill(HeadCriterion Criterion, int Shard, HeadKey? After);

/// <summary>The next free candidates in global order, as far as the order is known.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Refills">What is missing to go on; empty where the pick is complete.</param>
public readonly record struct HeadPick(ImmutableArray<HeadItem> Items, ImmutableArray<HeadRefill> Refills)
{
    /// <summary>True where the pick holds all that was asked for, or all that there is.</summary>
    public bool IsComplete => Refills.IsEmpty;
}
