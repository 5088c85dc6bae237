using LensGrains.Core.Ids;

namespace LensGrains.Core.Dealing;

/// <summary>Why a source stands on a page.</summary>
[GenerateSerializer, Alias("tile-reason")]
public enum TileReason
{
    /// <summary>Among the highest mean scores.</summary>
    High,

    /// <summary>Among the scores nearest to the dividing threshold.</summary>
    Threshold,

    /// <summary>Among the largest standard deviations over the ensemble.</summary>
    Uncertain,

    /// <summary>Drawn at random with a known probability, so that recall can be estimated.</summary>
    Audit,

    /// <summary>Before any model: far from the bulk of the pool.</summary>
    Odd,

    /// <summary>Before any model: far from everything shown so far.</summary>
    Diverse,

    /// <summary>Drawn at random because nothing better is known.</summary>
    Random,

    /// <summary>Asked for by id: a queue, a relabelling, an adjudication.</summary>
    Asked,
}

/// <summary>One place on a page.</summary>
/// <param name="Source">The source shown.</param>
/// <param name="Reason">Why it is shown.</param>
/// <param name="Probability">Probability, given the state of the pool, that this source was shown; 1 for a deterministic choice.</param>
[GenerateSerializer, Immutable, Alias("tile")]
public sealed record Tile(Ordinal Source, TileReason Reason, double Probability);
