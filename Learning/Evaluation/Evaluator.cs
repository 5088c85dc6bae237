using LensGrains.Learning.Calibration;
using LensGrains.Learning.Data;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Thresholds;

namespace LensGrains.Learning.Evaluation;

/// <summary>Evaluates a table of predictions: combines, calibrates on held-out folds, measures with intervals. Needs no model.</summary>
public static class Evaluator
{
    /// <param name="table">Held-out predictions.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked at every resample.</param>
    public static EvaluationReport Run(PredictionTable table, EvaluationOptions options, CancellationToken cancellationToken = default)
    {
        var warnings = new List<string>();
        var folds = FoldsOf(table, options, warnings);
        var combined = CombinerFit.CrossFit(options.Combine, table.Members, table.Positives, folds);
        var calibrated = CrossCalibration.Fit(options.Calibrate, combined.HeldOut.ToArray(), table.Positives, folds);
        AddWarnings(warnings, table, options, combined.Warnings | calibrated.Warnings);
        var probabilities = calibrated.HeldOut.ToArray();
        var sample = new Sample(probabilities, table.Positives);
        var metrics = StandardMetrics.All(options.Threshold);
        var completeness = CompletenessOf(table, sample, options, cancellationToken);
        warnings.AddRange(completeness.SelectMany(property => property.Warnings));
        var isEnsemble = table.Members.Members > 1;
        return new EvaluationReport(
            probabilities,
            folds,
            PredictiveUncertainty.Of(table.Members),
            Bootstrap.Estimate(sample, metrics, options.Bootstrap, cancellationToken),
            Confusion.At(sample, options.Threshold),
            ThresholdRules.All(sample),
            ReliabilityDiagram.EqualWidth(sample),
            completeness,
            [.. options.ListLengths.Append(sample.Positives).Where(k => k > 0 && k <= sample.Count).Distinct().Order().Select(k => ListYield.Of(sample, k))],
            isEnsemble ? MembersOf(table, folds, options, cancellationToken) : [],
            isEnsemble
                ? ListComparison.Of(probabilities, table.Members, table.Positives, Math.Max(1, sample.Positives), options.Bootstrap)
                : null,
            combined.Combiner,
            calibrated.Calibrator,
            warnings)
        {
            Sample = sample,
        };
    }

    private static IReadOnlyList<int> FoldsOf(PredictionTable table, EvaluationOptions options, List<string> warnings)
    {
        if (table.Folds is { } given)
        {
            var leaks = GroupedFolds.Leaks(table.Objects, given);
            if (leaks.Count > 0)
            {
                warnings.Add($"{leaks.Count} objects have copies in several folds: what is fitted on folds has seen them");
            }

            return given;
        }

        var dealt = GroupedFolds.Of(
            table.Ids, table.Objects, [.. table.Positives.Select(positive => positive ? 1 : 0)], options.Folds, options.Bootstrap.Seed);
        if (dealt.Outcome == FoldOutcome.TooFewObjects)
        {
            warnings.Add($"a class has fewer objects than the {options.Folds} folds");
        }

        return dealt.PartOf;
    }

    private static void AddWarnings(List<string> warnings, PredictionTable table, EvaluationOptions options, CalibrationWarnings fits)
    {
        var negatives = table.Positives.Count(positive => !positive);
        if (negatives == 0 || negatives == table.Positives.Length)
        {
            warnings.Add("one class only: what needs both is not available");
        }

        var untold = StandardMetrics.FalsePositiveRates.Where(rate => rate > 0 && rate * negatives < 1).ToArray();
        if (negatives > 0 && untold.Length > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"{negatives} negatives cannot tell a false positive rate of {string.Join(" or ", untold.Select(rate => FormattableString.Invariant($"{rate:0.######}")))} from 0"));
        }

        if (fits != CalibrationWarnings.None)
        {
            warnings.Add($"fits on folds: {fits}");
        }

        if (table.Objects.Distinct().Count() < table.Ids.Count)
        {
            warnings.Add("several rows show one object: intervals take rows as independent and are too narrow");
        }
    }

    private static CompletenessTable[] CompletenessOf(
        PredictionTable table, Sample sample, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var at = OperatingPoint.AtFalsePositiveRate(options.CompletenessAtFalsePositiveRate);
        PropertyBins[] all = [PropertyBins.EinsteinRadiusOverSeeing, PropertyBins.ArcToLensFluxRatio, PropertyBins.ArcSignalToNoise];
        return sample.HasBothClasses
            ? [.. all.Where(bins => table.Properties.ContainsKey(bins.Property))
                .Select(bins => CompletenessTable.Of(sample, table.Properties[bins.Property], bins, at, options.Bootstrap, cancellationToken))]
            : [];
    }

    private static MemberReport[] MembersOf(
        PredictionTable table, IReadOnlyList<int> folds, EvaluationOptions options, CancellationToken cancellationToken)
    {
        double[] Combine(MemberScores members) => [.. CombinerFit.CrossFit(options.Combine, members, table.Positives, folds).HeldOut];

        var values = MarginalValue.LeaveOneOut(table.Members, table.Positives, Combine, StandardMetrics.AveragePrecision, options.Bootstrap);
        var metrics = StandardMetrics.All(options.Threshold);
        return [.. table.Members.Names.Select((name, member) => new MemberReport(
            name,
            Bootstrap.Estimate(new Sample(table.Members.Column(member), table.Positives), metrics, options.Bootstrap, cancellationToken),
            values[member]))];
    }
}
