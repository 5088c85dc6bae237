using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>One example that members train on.</summary>
/// <param name="Source">The source.</param>
/// <param name="Positive">True for the class that is searched for.</param>
/// <param name="Known">True where it comes from the list of known lenses.</param>
[GenerateSerializer, Immutable, Alias("example")]
public sealed record Example(Ordinal Source, bool Positive, bool Known);

/// <summary>Why a round trains nothing.</summary>
[GenerateSerializer, Alias("round-refusal")]
public enum RoundRefusal
{
    /// <summary>It trains.</summary>
    None,

    /// <summary>No label at all.</summary>
    NoLabels,

    /// <summary>There are positives only.</summary>
    NoNegatives,

    /// <summary>There are negatives only.</summary>
    NoPositives,
}

/// <summary>From verdicts and known lenses to examples.</summary>
public static class TrainingLabels
{
    /// <summary>
    /// The examples of a manifest, by ordinal. A known lens that is kept is a positive, whatever was said of it without an
    /// adjudication; one below the grade cut is left out. A verdict without a label, and (unless the policy says otherwise) a
    /// doubtful one, trains nothing.
    /// </summary>
    public static IReadOnlyList<Example> For(
        IEnumerable<SourceVerdict> verdicts, IReadOnlyList<KnownLens> known, string positive, CampaignPolicy policy)
    {
        var examples = known.Where(k => k.IsKept).ToDictionary(k => k.Ordinal.Value, k => new Example(k.Ordinal, Positive: true, Known: true));
        var below = known.Where(k => !k.IsKept).Select(k => k.Ordinal.Value).ToHashSet();
        foreach (var verdict in verdicts)
        {
            var usable = verdict.Label is not null && (policy.TrainOnUnsure || !verdict.Unsure) && !below.Contains(verdict.Source.Value);
            if (usable && (verdict.Adjudicated || !examples.ContainsKey(verdict.Source.Value)))
            {
                examples[verdict.Source.Value] = new Example(verdict.Source, verdict.Label == positive, Known: false);
            }
        }

        return [.. examples.Values.OrderBy(e => e.Source)];
    }

    /// <summary>A round needs both classes.</summary>
    public static RoundRefusal Refusal(IReadOnlyList<Example> examples)
    {
        var positives = examples.Count(e => e.Positive);
        return examples.Count == 0 ? RoundRefusal.NoLabels
            : positives == 0 ? RoundRefusal.NoPositives
            : positives == examples.Count ? RoundRefusal.NoNegatives
            : RoundRefusal.None;
    }
}
