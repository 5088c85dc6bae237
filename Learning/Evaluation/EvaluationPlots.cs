using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Evaluation;

/// <summary>Plots of an evaluation as SVG pictures.</summary>
public static class EvaluationPlots
{
    private const string Blue = "#1f6fb4";
    private const string Grey = "#999";
    private const int MostPoints = 2000;

    /// <summary>The ROC curve twice: linear, and with false positive rates by powers of ten, where rare objects are decided.</summary>
    public static string Roc(EvaluationReport report)
    {
        var sample = report.Sample;
        var smallest = Math.Min(0.1, 1.0 / Math.Max(1, sample.Negatives));
        var linear = new PlotPanel(PlotAxis.Unit("false positive rate"), PlotAxis.Unit("true positive rate"), 0);
        var powers = new PlotPanel(
            PlotAxis.Powers("false positive rate", smallest), PlotAxis.Unit("true positive rate"), PlotPanel.Width);
        linear.Line([(0, 0), (1, 1)], Grey, "4 4");
        if (sample.HasBothClasses)
        {
            var curve = RocPoints(sample);
            linear.Line(curve, Blue);
            powers.Line(curve, Blue);
        }

        linear.Note(1, Told("area", report.Metrics["roc_auc"]), Blue);
        linear.Note(0, $"{sample.Positives} lenses, {sample.Negatives} others", "#444");
        powers.Note(1, Told("TPR0", report.Metrics["tpr0"]), Blue);
        powers.Note(0, Told("TPR10", report.Metrics["tpr10"]), Blue);
        return PlotPanel.Picture("ROC curve", linear, powers);
    }

    /// <summary>What probabilities promise against what came true: in equal bins, and in adaptive bins over the top 1%.</summary>
    public static string Reliability(EvaluationReport report) => PlotPanel.Picture(
        "Reliability",
        Panel(report.Reliability, Told("ECE", report.Metrics["ece"]), "mean probability (equal bins)", 0),
        Panel(
            ReliabilityDiagram.AdaptiveTop(report.Sample), Told("ECE", report.Metrics["ece_adaptive_top_1_percent"]),
            "mean probability (top 1%, adaptive bins)", PlotPanel.Width));

    private static PlotPanel Panel(ReliabilityDiagram diagram, string note, string title, double left)
    {
        var panel = new PlotPanel(PlotAxis.Unit(title), PlotAxis.Unit("share of lenses"), left);
        panel.Line([(0, 0), (1, 1)], Grey, "4 4");
        foreach (var bin in diagram.Bins)
        {
            var interval = Proportion.Wilson((int)Math.Round(bin.PositiveShare * bin.Count), bin.Count);
            panel.Bar(bin.MeanProbability, interval.Low, interval.High, Grey);
            panel.Dot(bin.MeanProbability, bin.PositiveShare, Blue);
        }

        panel.Note(1, note, Blue);
        panel.Note(0, $"{diagram.Count} sources, bars: 95% (Wilson)", "#444");
        return panel;
    }

    private static List<(double X, double Y)> RocPoints(Sample sample)
    {
        var points = new List<(double, double)> { (0, 0) };
        foreach (var point in sample.Curve)
        {
            points.Add((point.FalsePositives / (double)sample.Negatives, point.TruePositives / (double)sample.Positives));
        }

        // Of a long curve the first thousand points and every k-th after them.
        var stride = Math.Max(1, points.Count / MostPoints);
        return [.. points.Where((_, i) => i < MostPoints / 2 || i % stride == 0 || i == points.Count - 1)];
    }

    private static string Told(string name, MetricEstimate estimate) => estimate switch
    {
        { Value: { } value, Low: { } low, High: { } high } => FormattableString.Invariant($"{name} {value:0.0000} ({low:0.0000} to {high:0.0000})"),
        { Value: { } value } => FormattableString.Invariant($"{name} {value:0.0000}"),
        _ => $"{name} not available",
    };
}
