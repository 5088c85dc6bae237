using LensGrains.Bench.Core;
using LensGrains.Core.Dealing;
using LensGrains.Core.Pools;
using LensGrains.Core.Thresholds;

// One JSON line per figure: {"suite","name","value","unit","runs"}; an argument selects the names that contain it.
var wanted = args.Length > 0 ? args[0] : "";
foreach (var sources in new[] { 147_203, 1_000_000 })
{
    var pages = new Lazy<PageBench>(() => new PageBench(sources));
    Report($"page.rules.{sources}", 51, () => run => pages.Value.FromScratch(SupplementMethod.Uncertainty, run));
    Report($"page.rules.threshold.{sources}", 51, () => run => pages.Value.FromScratch(SupplementMethod.Threshold, run));
    Report($"page.rules.following.{sources}", 201, () => pages.Value.Following());
    Report($"page.sorting.{sources}", 5, () => _ => pages.Value.BySorting());
}

foreach (var count in new[] { 2_375, 100_000 })
{
    var scores = Scores(count);
    Report($"gmm.{count}", 21, () => _ => GaussianMixture1D.Fit(scores));
}

var census = new Lazy<CensusBench>(() => new CensusBench(1_000_000));
Report("round.census.1000000", 7, () => _ => census.Value.Run());

void Report(string name, int runs, Func<Action<int>> run)
{
    if (name.Contains(wanted, StringComparison.Ordinal))
    {
        Console.WriteLine(Measurement.OfTime(name, runs, run()).ToJson());
    }
}

// A fifth of high scores in a long-tailed pool: the set number 61 of the recorded mixtures, on which the fit takes 32 steps.
static float[] Scores(int count) => [.. Enumerable.Range(0, count).Select(i =>
{
    var u = StableHash.Unit(61, (ulong)((2 * i) + 1));
    return StableHash.Unit(61, (ulong)(2 * i)) < 0.2 ? (float)(1 - (0.8 * u * u)) : (float)(0.8 * u * u);
})];
