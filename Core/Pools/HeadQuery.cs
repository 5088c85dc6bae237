using System.Collections.Immutable;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Pools;

/// <summary>What "best" means for a run of candidates.</summary>
[GenerateSerializer, Alias("head-criterion")]
public enum HeadCriterion
{
    /// <summary>Largest mean score first. Key: minus the score.</summary>
    Highest,

    /// <summary>Largest standard deviation between members first. Key: minus the uncertainty.</summary>
    Uncertain,

    /// <summary>Closest to the dividing threshold first. Key: |score - threshold|.</summary>
    NearThreshold,

    /// <summary>
    /// The stable random order of <see cref="StableHash"/>. Key: the hash in [0, 1). The only order, besides the two priors,
    /// that contains sources without a score.
    /// </summary>
    Random,

    /// <summary>Most unlike the others first, before there is a model. Key: minus the oddity.</summary>
    Odd,

    /// <summary>Greedy covering of the embedding space, before there is a model. Key: the rank.</summary>
    Diverse,
}

/// <summary>A place in a total order of candidates: key first, then ordinal (ordinals are in name order).</summary>
/// <param name="Key">Sort key of the criterion; smaller is better; finite.</param>
/// <param name="Ordinal">Breaks ties.</param>
[GenerateSerializer, Immutable, Alias("head-key")]
public readonly record struct HeadKey(double Key, Ordinal Ordinal) : IComparable<HeadKey>
{
    public int CompareTo(HeadKey other) => this < other ? -1 : other < this ? 1 : 0;

    // Keys are finite, so the plain comparison of doubles is the same order and twice as fast.
    public static bool operator <(HeadKey left, HeadKey right)
        => left.Key < right.Key || (left.Key == right.Key && left.Ordinal.Value < right.Ordinal.Value);

    public static bool operator >(HeadKey left, HeadKey right) => right < left;

    public static bool operator <=(HeadKey left, HeadKey right) => !(right < left);

    public static bool operator >=(HeadKey left, HeadKey right) => !(left < right);
}

/// <summary>Asks one pool for its best available candidates.</summary>
/// <param name="Criterion">What "best" means.</param>
/// <param name="Round">The round whose scores are meant; 0 before the first.</param>
/// <param name="Count">The most items wanted, at least 1.</param>
/// <param name="After">Continue behind this place (the last item of the run before), or null for the beginning.</param>
/// <param name="Threshold">The dividing threshold; required by <see cref="HeadCriterion.NearThreshold"/>.</param>
/// <param name="Seed">Picks the random order; used by <see cref="HeadCriterion.Random"/>.</param>
[GenerateSerializer, Immutable, Alias("head-query")]
public sealed record HeadQuery(
    HeadCriterion Criterion, int Round, int Count, HeadKey? After = null, double? Threshold = null, ulong Seed = 0);

/// <summary>One candidate of a run.</summary>
/// <param name="Ordinal">The source.</param>
/// <param name="Key">Its sort key.</param>
/// <param name="Score">Mean score of the members, or null without one.</param>
/// <param name="Uncertainty">Population standard deviation between members, or null without one.</param>
[GenerateSerializer, Immutable, Alias("head-item")]
public readonly record struct HeadItem(Ordinal Ordinal, double Key, float? Score, float? Uncertainty)
{
    /// <summary>Its place in the order.</summary>
    public HeadKey Place => new(Key, Ordinal);
}

/// <summary>Candidates of one pool in order, without gaps, from <paramref name="After"/> on.</summary>
/// <param name="Criterion">The order.</param>
/// <param name="Round">The round whose scores were used.</param>
/// <param name="Shard">The pool.</param>
/// <param name="After">Where the run begins (exclusive), or null for the beginning.</param>
/// <param name="Items">In ascending <see cref="HeadItem.Place"/>.</param>
/// <param name="HasMore">True where the pool held further candidates behind the last item.</param>
[GenerateSerializer, Immutable, Alias("head-run")]
public sealed record HeadRun(
    HeadCriterion Criterion, int Round, int Shard, HeadKey? After, ImmutableArray<HeadItem> Items, bool HasMore);

/// <summary>A pool's answer: a run for exactly the round that was asked for, or none and the round that it holds.</summary>
/// <param name="HeldRound">The round of the scores in the pool.</param>
/// <param name="Run">The run, or null where another round was asked for.</param>
[GenerateSerializer, Immutable, Alias("head-answer")]
public sealed record HeadAnswer(int HeldRound, HeadRun? Run);
