using LensGrains.Learning.Calibration;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class CrossCalibrationTests
{
    [Fact]
    public void Fit_OfPureNoise_DoesNotFlatterHeldOutScores()
    {
        // Labels that have nothing to do with the scores: in sample isotonic regression sees structure, held out there is none.
        var random = new Random(2);
        var scores = Enumerable.Range(0, 300).Select(_ => random.NextDouble()).ToArray();
        var positives = Array.ConvertAll(scores, _ => random.NextDouble() < 0.5);
        var folds = Enumerable.Range(0, 300).Select(i => i % 5).ToArray();

        var crossed = CrossCalibration.Fit(CalibrationKind.Isotonic, scores, positives, folds);

        var inSample = BinaryMetrics.Brier(crossed.Calibrator.Apply(scores), positives);
        var heldOut = BinaryMetrics.Brier(crossed.HeldOut.ToArray(), positives);
        Assert.True(inSample < 0.25);
        Assert.True(heldOut > 0.25);
    }

    [Fact]
    public void Fit_ChangesARowsOwnLabel_LeavesItsHeldOutProbability()
    {
        var random = new Random(5);
        var scores = Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToArray();
        var positives = Array.ConvertAll(scores, p => random.NextDouble() < p);
        var folds = Enumerable.Range(0, 100).Select(i => i % 4).ToArray();
        var before = CrossCalibration.Fit(CalibrationKind.Platt, scores, positives, folds).HeldOut[7];

        positives[7] = !positives[7];

        Assert.Equal(before, CrossCalibration.Fit(CalibrationKind.Platt, scores, positives, folds).HeldOut[7]);
    }

    [Fact]
    public void Fit_AfterAveragingCalibratedMembers_MendsTheirTimidity()
    {
        // Each member is calibrated by itself; the mean of them is not sure enough, which one more temperature mends.
        var random = new Random(6);
        var members = Enumerable.Range(0, 5).Select(_ => new double[20_000]).ToArray();
        var positives = new bool[20_000];
        for (var i = 0; i < positives.Length; i++)
        {
            positives[i] = random.NextDouble() < 0.5;
            foreach (var member in members)
            {
                var x = (positives[i] ? 1 : -1) + Normal(random); // log odds of N(±1, 1): 2x
                member[i] = Logit.Sigmoid(2 * x);
            }
        }

        var mean = Enumerable.Range(0, positives.Length).Select(i => members.Average(member => member[i])).ToArray();
        var folds = Enumerable.Range(0, positives.Length).Select(i => i % 5).ToArray();
        var crossed = CrossCalibration.Fit(CalibrationKind.Temperature, mean, positives, folds);

        Assert.True(((TemperatureCalibrator)crossed.Calibrator).Temperature < 0.8);
        Assert.True(Error(crossed.HeldOut.ToArray(), positives) < Error(mean, positives) / 2);
    }

    [Fact]
    public void Fit_WhenAFoldHoldsAllOfAClass_SaysSo()
    {
        var crossed = CrossCalibration.Fit(CalibrationKind.Platt, [0.1, 0.2, 0.8, 0.9], [false, false, true, true], [0, 1, 2, 2]);

        Assert.Equal(CalibrationWarnings.FoldWithoutClass, crossed.Warnings);
        Assert.Equal([0.8, 0.9], crossed.HeldOut.Skip(2));
    }

    private static double Error(double[] scores, bool[] positives)
        => ReliabilityDiagram.EqualWidth(new Sample(scores, positives)).ExpectedError;

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
