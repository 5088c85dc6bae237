namespace LensGrains.Core.Labeling;

/// <summary>What somebody who looked at a candidate in detail came to. Kept apart from votes; the newest one holds.</summary>
[GenerateSerializer, Alias("verdict")]
public enum Verdict
{
    /// <summary>It is what is searched for: a positive that weighs more.</summary>
    Confirmed,

    /// <summary>Neither to be believed nor to be thrown away: it trains nothing.</summary>
    Interesting,

    /// <summary>It looks like what is searched for and is not: a negative that weighs more.</summary>
    FalsePositive,

    /// <summary>An ordinary source: a negative.</summary>
    Normal,
}

/// <summary>The verdict that holds on a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Verdict">The newest verdict of all annotators.</param>
/// <param name="By">Who gave it.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("candidate-verdict")]
public sealed record CandidateVerdict(Ids.Ordinal Source, Verdict Verdict, Ids.AnnotatorId By, DateTimeOffset At);
