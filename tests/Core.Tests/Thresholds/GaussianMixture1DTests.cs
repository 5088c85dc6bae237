using LensGrains.Core.Pools;
using LensGrains.Core.Thresholds;

namespace LensGrains.Tests.Core.Thresholds;

public class GaussianMixture1DTests
{
    public sealed record RecordedFit(
        ulong Seed, int N, double Share, int LowPower, int HighPower, double LowScale, double HighScale,
        double[] Means, double[] Sds, double[] Weights, double Midpoint, double? Crossing, int Iterations, double LogLikelihood)
    {
        public float[] Draw() => [.. Enumerable.Range(0, N).Select(i =>
        {
            var u = StableHash.Unit(Seed, (ulong)((2 * i) + 1));
            return StableHash.Unit(Seed, (ulong)(2 * i)) < Share
                ? (float)(1 - (HighScale * Math.Pow(u, HighPower)))
                : (float)(LowScale * Math.Pow(u, LowPower));
        })];
    }

    private static readonly Lazy<(RecordedFit Recorded, MixtureFit Fit)[]> Fits = new(
        () => [.. Numerics.Recorded<RecordedFit>("mixtures.json").Select(r => (r, GaussianMixture1D.Fit(r.Draw())))]);

    [Fact]
    public void Fit_OnRecordedScores_HasTheMeansOfTheReferenceTo1e3()
    {
        var worst = Fits.Value
            .Select(x => (x.Recorded, x.Fit, Difference: Math.Max(
                Math.Abs(x.Fit.Low!.Value.Mean - x.Recorded.Means[0]), Math.Abs(x.Fit.High!.Value.Mean - x.Recorded.Means[1]))))
            .Where(x => !(x.Difference < 1e-3)).ToList();

        Assert.True(worst.Count == 0, string.Join('\n', worst.Select(x => $"{x.Difference:g3} {x.Recorded} {x.Fit}")));
    }

    [Fact]
    public void Fit_OnRecordedScores_HasThresholdsOfTheReference()
    {
        foreach (var (recorded, fit) in Fits.Value)
        {
            Assert.Equal(recorded.Midpoint, fit.Midpoint!.Value, 1e-3);
            Assert.Equal(recorded.Crossing is null, fit.Crossing is null);
            Assert.Equal(recorded.Crossing ?? 0, fit.Crossing ?? 0, 2e-3);
            Assert.Equal(recorded.LogLikelihood, fit.MeanLogLikelihood!.Value, 1e-6);
            Assert.Equal(recorded.Iterations, fit.Iterations);
        }
    }

    [Fact]
    public void Fit_WhenWellSeparatedValuesAreReordered_GivesTheSameFit()
    {
        var values = Numerics.Recorded<RecordedFit>("mixtures.json")[25].Draw();
        var random = new Random(3);

        var fit = GaussianMixture1D.Fit(values);
        var shuffled = GaussianMixture1D.Fit(values.OrderBy(_ => random.Next()).ToArray());

        Assert.Equal(fit.Low!.Value.Mean, shuffled.Low!.Value.Mean, 1e-9);
        Assert.Equal(fit.High!.Value.Mean, shuffled.High!.Value.Mean, 1e-9);
    }

    [Theory]
    [InlineData(new float[0], null, ThresholdWarnings.TooFewValues)]
    [InlineData(new[] { 0.3f }, 0.3f, ThresholdWarnings.TooFewValues)]
    [InlineData(new[] { float.NaN, float.PositiveInfinity }, null, ThresholdWarnings.TooFewValues | ThresholdWarnings.DroppedNonFinite)]
    [InlineData(new[] { 0.3f, 0.3f, 0.3f }, 0.3f, ThresholdWarnings.ConstantValues)]
    [InlineData(new[] { 0.3f, float.NaN, 0.3f }, 0.3f, ThresholdWarnings.ConstantValues | ThresholdWarnings.DroppedNonFinite)]
    public void Fit_WhenThereIsNothingToDivide_SaysSo(float[] values, float? midpoint, ThresholdWarnings warnings)
    {
        var fit = GaussianMixture1D.Fit(values);

        Assert.Equal((midpoint, warnings, false), ((float?)fit.Midpoint, fit.Warnings, fit.Divides));
        Assert.Null(fit.Low);
        Assert.Null(fit.Crossing);
    }

    [Fact]
    public void Fit_WhenTwoPoints_PutsOneComponentOnEach()
    {
        var fit = GaussianMixture1D.Fit((ReadOnlySpan<double>)[0.2, 0.8]);

        Assert.Equal((0.2, 0.8, 0.5), (fit.Low!.Value.Mean, fit.High!.Value.Mean, fit.Crossing!.Value), new Close(1e-9));
        Assert.Equal(1e-3, fit.Low.Value.StandardDeviation, 1e-9);
    }

    [Fact]
    public void Fit_WhenValuesDifferInTheLastBitOnly_DoesNotDivideThem()
    {
        var fit = GaussianMixture1D.Fit((ReadOnlySpan<double>)[0.5, Math.BitIncrement(0.5), 0.5]);

        Assert.True(fit.Warnings.HasFlag(ThresholdWarnings.ComponentsCoincide));
        Assert.Equal(0.5, fit.Midpoint!.Value, 1e-9);
    }

    [Fact]
    public void Fit_OnAnyFiniteValues_StaysFiniteAndOrdered()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var scale = Math.Pow(10, random.Next(-9, 7));
            var values = Enumerable.Range(0, random.Next(2, 40)).Select(_ => scale * Math.Round(random.NextDouble(), random.Next(1, 6))).ToArray();

            var fit = GaussianMixture1D.Fit(values);

            Assert.True(fit.Midpoint is { } m && double.IsFinite(m), $"{seed}: {fit}");
            Assert.True(fit.Low is null || (fit.Low.Value.Mean <= fit.High!.Value.Mean && double.IsFinite(fit.MeanLogLikelihood!.Value)), $"{seed}: {fit}");
        }
    }

    private sealed class Close(double tolerance) : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) x, (double, double, double) y)
            => Math.Abs(x.Item1 - y.Item1) < tolerance && Math.Abs(x.Item2 - y.Item2) < tolerance && Math.Abs(x.Item3 - y.Item3) < tolerance;

        public int GetHashCode((double, double, double) obj) => 0;
    }
}
