using System.Globalization;
using LensGrains.Learning.Metrics;
using LensGrains.Learning.Physics;

namespace LensGrains.Bench.Learning;

/// <summary>How good one training's answers are on the lenses among test images.</summary>
/// <param name="RocAuc">Of the logits; NaN where there are lenses only.</param>
/// <param name="Bias">Mean error of θ_E, arcseconds.</param>
/// <param name="Scatter">1.48 times the median absolute error of θ_E.</param>
/// <param name="Pull">Root mean square of errors over their standard deviations.</param>
/// <param name="Within">Share of errors within one standard deviation; 0.683 for right ones.</param>
/// <param name="Ellipticity">Scatter of e1 and e2.</param>
/// <param name="Source">Scatter of the source's x and y, arcseconds.</param>
/// <param name="Unexplained">Median share of the light left over that the lens does not explain.</param>
internal sealed record PhysicsScores(
    double RocAuc, double Bias, double Scatter, double Pull, double Within, double Ellipticity, double Source, double Unexplained)
{
    public const string Header =
        "| variant | AUROC | θ_E bias | scatter | pull | within 1σ | e scatter | source scatter | unexplained |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|";

    public static PhysicsScores Of(PhysicsNetwork network, PhysicsAnswer answer, Simulated testing)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var unexplained = network.Reconstruct(answer.Residuals, answer.Parameters.Means).Unexplained.data<float>().ToArray();
        var positives = testing.Set.Positives.ToArray();
        var truth = torch.tensor(testing.Set.Truth!.Value.ToArray(), [testing.Set.Count, LensParameters.Count]);
        var errors = (answer.Parameters.Means - truth).data<float>().ToArray();
        var deviations = (answer.Parameters.LogVariances / 2).exp().data<float>().ToArray();
        var lenses = Enumerable.Range(0, positives.Length).Where(row => positives[row]).ToArray();
        double[] Errors(LensParameter parameter) => [.. lenses.Select(row => (double)errors[(row * LensParameters.Count) + (int)parameter])];
        var radii = Errors(LensParameter.EinsteinRadius);
        var pulls = radii.Zip(lenses, (error, row) => error / deviations[row * LensParameters.Count]).ToArray();
        return new PhysicsScores(
            positives.All(positive => positive)
                ? double.NaN
                : BinaryMetrics.RocAuc([.. answer.Logits.data<float>().ToArray().Select(logit => (double)logit)], positives),
            radii.Average(),
            Spread(radii),
            Math.Sqrt(pulls.Average(pull => pull * pull)),
            pulls.Average(pull => Math.Abs(pull) < 1 ? 1.0 : 0),
            Spread([.. Errors(LensParameter.Ellipticity1), .. Errors(LensParameter.Ellipticity2)]),
            Spread([.. Errors(LensParameter.SourceX), .. Errors(LensParameter.SourceY)]),
            Median([.. lenses.Select(row => (double)unexplained[row])]));
    }

    /// <summary>A row of the table: mean ± standard deviation over trainings.</summary>
    public static string Row(string name, PhysicsScores[] trainings)
    {
        string Cell(Func<PhysicsScores, double> value, string format)
        {
            var values = trainings.Select(value).ToArray();
            var mean = values.Average();
            if (double.IsNaN(mean))
            {
                return "";
            }

            var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
        }

        return $"| {name} | {Cell(t => t.RocAuc, "F4")} | {Cell(t => t.Bias, "F3")} | {Cell(t => t.Scatter, "F3")} | {Cell(t => t.Pull, "F2")} "
            + $"| {Cell(t => t.Within, "F2")} | {Cell(t => t.Ellipticity, "F3")} | {Cell(t => t.Source, "F3")} | {Cell(t => t.Unexplained, "F2")} |";
    }

    private static double Spread(double[] errors) => 1.4826 * Median([.. errors.Select(Math.Abs)]);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
