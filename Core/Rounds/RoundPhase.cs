namespace LensGrains.Core.Rounds;

/// <summary>How far a round is.</summary>
[GenerateSerializer, Alias("round-phase")]
public enum RoundPhase
{
    /// <summary>Asked for; the manifest is not frozen yet.</summary>
    Requested,

    /// <summary>The manifest is frozen and members train.</summary>
    Training,

    /// <summary>Members score the pool.</summary>
    Scoring,

    /// <summary>Everything is written; the campaign's pointer has not moved yet.</summary>
    Publishing,

    /// <summary>Pages come from it, or did. Immutable.</summary>
    Published,

    /// <summary>There was nothing to learn from, see <see cref="RoundRefusal"/>.</summary>
    Refused,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>It broke; the message says why.</summary>
    Failed,
}

/// <summary>What started a round.</summary>
[GenerateSerializer, Alias("round-reason")]
public enum RoundReason
{
    /// <summary>Enough more labelled sources.</summary>
    Labels,

    /// <summary>Enough days.</summary>
    Days,

    /// <summary>Enough more positives.</summary>
    Confirmed,

    /// <summary>Somebody asked.</summary>
    Asked,

    /// <summary>Twice as many positives, known lenses counted; the first one too.</summary>
    Doubled,
}
