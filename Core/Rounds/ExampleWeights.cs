using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Rounds;

/// <summary>How often examples are drawn, next to others of their class.</summary>
public static class ExampleWeights
{
    private const double LeastRecency = 1e-6; // a sampler's weights are above 0

    /// <summary>
    /// Notes how long each example has been taught: one more than in the round before where that had it with the same label, else 0.
    /// </summary>
    public static IReadOnlyList<Example> Aged(IReadOnlyList<Example> examples, IReadOnlyList<Example> before)
    {
        var earlier = before.ToDictionary(e => e.Source);
        return [.. examples.Select(e => earlier.TryGetValue(e.Source, out var old) && old.Positive == e.Positive ? e with { Age = old.Age + 1 } : e)];
    }

    /// <summary>
    /// Weighs examples: exp(-α · age), a millionth at least, times the policy's weight for confirmed positives and for false positives. Where hard negatives
    /// (false positives and <paramref name="mined"/> ones) together weigh less than the policy's share of all negatives, they are brought up to
    /// it; where they weigh more already they keep that.
    /// </summary>
    public static IReadOnlyList<Example> Weighed(IReadOnlyList<Example> examples, CampaignPolicy policy, HardNegatives? mined)
    {
        var hard = mined?.Sources.ToHashSet() ?? [];
        var weighed = examples.Select(e => e with { Hard = !e.Positive && (e.Verdict == Verdict.FalsePositive || hard.Contains(e.Source)) })
            .Select(e => (Example: e, Weight: WeightOf(e, policy))).ToArray();
        var factor = FactorOf(weighed.Where(w => !w.Example.Positive).ToArray(), policy.HardNegativeShare);
        return [.. weighed.Select(w => With(w.Example, w.Example.Hard ? factor * w.Weight : w.Weight))];
    }

    private static double WeightOf(Example example, CampaignPolicy policy)
    {
        var recency = Math.Max(LeastRecency, Math.Exp(-policy.RecencyDecay * example.Age));
        return example.Verdict switch
        {
            Verdict.Confirmed => recency * (policy.ConfirmedWeight ?? CampaignPolicy.UsualConfirmedWeight),
            Verdict.FalsePositive => recency * (policy.HardNegativeWeight ?? CampaignPolicy.UsualHardNegativeWeight),
            _ => recency,
        };
    }

    /// <summary>f with f H / (f H + R) = s for the weights H of hard negatives and R of the others; 1 where there is nothing to bring up.</summary>
    private static double FactorOf((Example Example, double Weight)[] negatives, double share)
    {
        var hard = negatives.Where(n => n.Example.Hard).Sum(n => n.Weight);
        var others = negatives.Where(n => !n.Example.Hard).Sum(n => n.Weight);
        return share == 0 || hard == 0 || others == 0 ? 1 : Math.Max(1, share * others / ((1 - share) * hard));
    }

    private static Example With(Example example, double weight) => example with { Weight = weight == 1 ? null : weight };
}

/// <summary>What a round's examples are made of, for people.</summary>
/// <param name="Confirmed">Positives by verdict.</param>
/// <param name="FalsePositives">Negatives marked as false positives.</param>
/// <param name="Mined">Hard negatives mined from the round before, marked ones not counted.</param>
/// <param name="HardNegativeShare">Share of the draws of negatives that hard ones get, 0 to 1.</param>
/// <param name="Soft">Examples whose target is a probability.</param>
/// <param name="Origins">Examples by where their label comes from.</param>
/// <param name="Copies">Examples that show the same object as another example.</param>
/// <param name="LargestObject">Most examples that show one object.</param>
/// <param name="Ignored">Keys that joined so much that they cannot be keys, in words; null for none.</param>
/// <param name="Presumed">Sources that nobody has spoken of and that each member takes for negatives, at most.</param>
[GenerateSerializer, Immutable, Alias("example-counts")]
public sealed record ExampleCounts(
    int Confirmed,
    int FalsePositives,
    int Mined,
    double HardNegativeShare,
    int Soft,
    IReadOnlyDictionary<LabelOrigin, int> Origins,
    int Copies,
    int LargestObject,
    string? Ignored = null,
    int Presumed = 0)
{
    /// <summary>Counts weighed and grouped examples.</summary>
    public static ExampleCounts Of(IReadOnlyList<Example> examples, string? ignored)
    {
        var negatives = examples.Where(e => !e.Positive).ToArray();
        var all = negatives.Sum(e => e.Weight ?? 1);
        var objects = examples.Where(e => e.Group is not null).GroupBy(e => e.Group).Select(g => g.Count()).ToArray();
        return new ExampleCounts(
            examples.Count(e => e.Verdict == Verdict.Confirmed),
            examples.Count(e => e.Verdict == Verdict.FalsePositive),
            examples.Count(e => e.Hard && e.Verdict != Verdict.FalsePositive),
            all == 0 ? 0 : negatives.Where(e => e.Hard).Sum(e => e.Weight ?? 1) / all,
            examples.Count(e => e.Target is not null),
            examples.GroupBy(e => e.Origin).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count()),
            objects.Where(n => n > 1).Sum(),
            objects.DefaultIfEmpty(examples.Count > 0 ? 1 : 0).Max(),
            ignored);
    }
}
