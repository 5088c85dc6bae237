using LensGrains.Bench.Harness;
using LensGrains.Core.Dealing;
using LensGrains.Core.Pools;
using LensGrains.Core.Thresholds;

namespace LensGrains.Bench.Rules;

/// <summary>The rules alone, without grains, disk or network.</summary>
internal static class RulesSuite
{
    public static void Run(Report report)
    {
        foreach (var sources in new[] { 147_203, 1_000_000 })
        {
            var pages = new PageRules(sources);
            report.Time($"page.rules.{sources}", "ms", 51, run => pages.FromScratch(SupplementMethod.Uncertainty, run));
            report.Time($"page.rules.threshold.{sources}", "ms", 51, run => pages.FromScratch(SupplementMethod.Threshold, run));
            report.Time($"page.rules.following.{sources}", "ms", 201, pages.Following());
            report.Time($"page.sorting.{sources}", "ms", 5, _ => pages.BySorting());
        }

        foreach (var count in new[] { 2_375, 100_000 })
        {
            var scores = Scores(count);
            report.Time($"gmm.{count}", "ms", 21, _ => GaussianMixture1D.Fit(scores));
        }

        var census = new CensusRules(1_000_000);
        report.Time("round.census.1000000", "ms", 7, _ => census.Run());
    }

    /// <summary>A fifth of high scores in a long-tailed pool: the set number 61 of the recorded mixtures, on which the fit takes 32 steps.</summary>
    public static float[] Scores(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var u = StableHash.Unit(61, (ulong)((2 * i) + 1));
        return StableHash.Unit(61, (ulong)(2 * i)) < 0.2 ? (float)(1 - (0.8 * u * u)) : (float)(0.8 * u * u);
    })];
}
