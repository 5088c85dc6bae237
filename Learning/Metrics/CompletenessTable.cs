using LensGrains.Core.Rounds;

namespace LensGrains.Learning.Metrics;

/// <summary>Stretches of a lens' property, parted at rising numbers; a number belongs to the stretch above it.</summary>
/// <param name="Property">Its name in files.</param>
/// <param name="Edges">Rising; k edges part k + 1 stretches.</param>
public sealed record PropertyBins(string Property, IReadOnlyList<double> Edges)
{
    /// <summary>Einstein radius over seeing (FWHM), without a unit: below 1 the images blend with the lens.</summary>
    public static PropertyBins EinsteinRadiusOverSeeing { get; } = new("einstein_radius_over_seeing", [0.5, 1, 1.5, 2, 3]);

    /// <summary>Flux of the arcs over that of the lens galaxy, without a unit: below 0.1, 0.1 to 0.3, 0.3 and more.</summary>
    public static PropertyBins ArcToLensFluxRatio { get; } = new("arc_to_lens_flux_ratio", [0.1, 0.3]);

    /// <summary>Signal to noise of the arcs.</summary>
    public static PropertyBins ArcSignalToNoise { get; } = new("arc_signal_to_noise", [5, 10, 20, 50, 100]);

    /// <summary>Number of stretches.</summary>
    public int Count => Edges.Count + 1;

    /// <summary>Which stretch a number is in; null for NaN.</summary>
    public int? BinOf(double value) => double.IsNaN(value) ? null : Edges.Count(edge => edge <= value);
}

/// <summary>How complete the found lenses are in one stretch.</summary>
/// <param name="From">Lower end, included; null: open.</param>
/// <param name="To">Upper end, excluded; null: open.</param>
/// <param name="Lenses">Lenses in it.</param>
/// <param name="Found">Of these, at or above the threshold.</param>
/// <param name="Completeness">Found over lenses, with a bootstrap interval; null without lenses.</param>
/// <param name="FalseNegativeRate">One minus completeness, with a bootstrap interval; null without lenses.</param>
/// <param name="Wilson">Completeness with Wilson's interval at the threshold as it is.</param>
public sealed record CompletenessBin(
    double? From, double? To, int Lenses, int Found, MetricEstimate Completeness, MetricEstimate FalseNegativeRate, IntervalEstimate Wilson);

/// <summary>Completeness against a property of the lenses: the selection function of a search.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="OperatingPoint">What counts as found.</param>
/// <param name="Threshold">Its score.</param>
/// <param name="Bins">From low to high.</param>
/// <param name="LensesWithoutProperty">Lenses for which the property is not known; in no bin.</param>
/// <param name="Warnings">What a user must know.</param>
public sealed record CompletenessTable(
    string Property,
    string OperatingPoint,
    double Threshold,
    IReadOnlyList<CompletenessBin> Bins,
    int LensesWithoutProperty,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Above this share of missed lenses in the bin of the faintest arcs a warning is due.</summary>
    public const double FaintArcsMissedAtMost = 0.3;

    /// <summary>Bins the lenses of a sample.</summary>
    /// <param name="sample">All sources, negatives too.</param>
    /// <param name="property">[n], by row as given; NaN where it is not known. Only that of positives counts.</param>
    /// <param name="bins">Stretches.</param>
    /// <param name="at">What counts as found.</param>
    /// <param name="options">Of the bootstrap.</param>
    /// <param name="cancellationToken">Checked at every resample.</param>
    public static CompletenessTable Of(
        Sample sample,
        IReadOnlyList<double> property,
        PropertyBins bins,
        OperatingPoint at,
        BootstrapOptions options,
        CancellationToken cancellationToken = default)
    {
        if (property.Count != sample.Length)
        {
            throw new ArgumentException($"{property.Count} values of {bins.Property} for {sample.Length} sources.");
        }

        var binOf = property.Select(value => bins.BinOf(value) ?? -1).ToArray();
        var metrics = Enumerable.Range(0, bins.Count).SelectMany(bin => Metrics(bin, binOf, at)).ToArray();
        var estimates = Bootstrap.Estimate(sample, metrics, options, cancellationToken);
        var rows = Enumerable.Range(0, bins.Count).Select(bin =>
        {
            var (found, lenses) = CountIn(sample, binOf, bin, at.ThresholdFor(sample));
            return new CompletenessBin(
                bin == 0 ? null : bins.Edges[bin - 1],
                bin == bins.Edges.Count ? null : bins.Edges[bin],
                lenses,
                found,
                estimates[CompletenessName(bin)],
                estimates[MissedName(bin)],
                Proportion.Wilson(found, lenses));
        }).ToArray();
        return new CompletenessTable(
            bins.Property, at.Name, at.ThresholdFor(sample), rows, sample.Positives - rows.Sum(row => row.Lenses), WarningsOf(bins, rows));
    }

    private static IEnumerable<Metric> Metrics(int bin, int[] binOf, OperatingPoint at)
    {
        double Share(Sample sample)
        {
            var (found, lenses) = CountIn(sample, binOf, bin, at.ThresholdFor(sample));
            return found / (double)lenses;
        }

        yield return new Metric(CompletenessName(bin), Share);
        yield return new Metric(MissedName(bin), sample => 1 - Share(sample));
    }

    private static (int Found, int Lenses) CountIn(Sample sample, int[] binOf, int bin, double threshold)
    {
        var (found, lenses) = (0, 0);
        for (var rank = 0; rank < sample.Length; rank++)
        {
            var row = sample[rank];
            if (row.Positive && binOf[row.Row] == bin)
            {
                lenses += row.Count;
                found += row.Score >= threshold ? row.Count : 0;
            }
        }

        return (found, lenses);
    }

    private static string[] WarningsOf(PropertyBins bins, CompletenessBin[] rows)
        => bins.Property == PropertyBins.ArcToLensFluxRatio.Property && rows[0].FalseNegativeRate.Value > FaintArcsMissedAtMost
            ? [FormattableString.Invariant(
                $"{rows[0].Lenses - rows[0].Found} of {rows[0].Lenses} lenses with an arc-to-lens flux ratio below {bins.Edges[0]} are missed")]
            : [];

    private static string CompletenessName(int bin) => FormattableString.Invariant($"completeness_{bin}");

    private static string MissedName(int bin) => FormattableString.Invariant($"missed_{bin}");
}
