using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Ensembles;

/// <summary>What an ensemble gains from a member.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Alone">The metric of the member by itself.</param>
/// <param name="Gain">The metric with it minus without it, over the same resamples; null for the only member.</param>
public sealed record MarginalValue(string Member, double? Alone, PairedEstimate? Gain)
{
    /// <summary>Leaves out each member in turn.</summary>
    /// <param name="members">Held-out scores.</param>
    /// <param name="positives">[n].</param>
    /// <param name="combine">Combined scores of the members given: with a fitted combiner, fitted anew (cross-fitted) for those.</param>
    /// <param name="metric">What is gained; higher is better.</param>
    /// <param name="options">Of the bootstrap.</param>
    public static IReadOnlyList<MarginalValue> LeaveOneOut(
        MemberScores members, bool[] positives, Func<MemberScores, double[]> combine, Metric metric, BootstrapOptions options)
    {
        var whole = new Sample(combine(members), positives);
        return members.Names.Select((name, member) =>
        {
            var alone = metric.Of(new Sample(members.Column(member), positives));
            var gain = members.Members == 1
                ? null
                : Bootstrap.Difference(whole, new Sample(combine(members.Without(member)), positives), metric, options);
            return new MarginalValue(name, Bootstrap.Defined(alone), gain);
        }).ToArray();
    }
}
