namespace LensGrains.Learning.Metrics;

/// <summary>A figure over repetitions that differ in their seed alone.</summary>
/// <param name="Mean">Mean of the repetitions in which the figure is defined; null without any.</param>
/// <param name="StandardDeviation">Of a sample, divided by n - 1; null with fewer than two.</param>
/// <param name="Least">Smallest.</param>
/// <param name="Greatest">Largest.</param>
/// <param name="Seeds">Repetitions in which the figure is defined.</param>
/// <param name="Undefined">Repetitions in which it is not.</param>
public sealed record SeedSummary(double? Mean, double? StandardDeviation, double? Least, double? Greatest, int Seeds, int Undefined)
{
    /// <summary>Repetitions that a table ought to rest on.</summary>
    public const int EnoughSeeds = 5;

    /// <summary>True where the spread rests on fewer than <see cref="EnoughSeeds"/> repetitions.</summary>
    public bool IsThin => Seeds < EnoughSeeds;

    /// <summary>Summarises one figure; null or NaN: not defined in that repetition.</summary>
    public static SeedSummary Of(IEnumerable<double?> figures)
    {
        var all = figures.ToArray();
        var defined = all.OfType<double>().Where(figure => !double.IsNaN(figure)).ToArray();
        if (defined.Length == 0)
        {
            return new SeedSummary(null, null, null, null, 0, all.Length);
        }

        var mean = defined.Average();
        double? deviation = defined.Length < 2
            ? null
            : Math.Sqrt(defined.Sum(figure => (figure - mean) * (figure - mean)) / (defined.Length - 1));
        return new SeedSummary(mean, deviation, defined.Min(), defined.Max(), defined.Length, all.Length - defined.Length);
    }

    /// <summary>Summarises each figure by name; one that a repetition lacks is not defined in it.</summary>
    /// <param name="runs">Per repetition the figures by name.</param>
    public static IReadOnlyDictionary<string, SeedSummary> ByName(IReadOnlyList<IReadOnlyDictionary<string, double?>> runs)
        => runs.SelectMany(run => run.Keys)
            .Distinct()
            .ToDictionary(name => name, name => Of(runs.Select(run => run.GetValueOrDefault(name))));
}
