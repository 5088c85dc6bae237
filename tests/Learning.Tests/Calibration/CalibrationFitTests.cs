using LensGrains.Learning.Calibration;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class CalibrationFitTests
{
    private static readonly CalibrationCase Recorded = Oracle.Read().Calibration;

    [Fact]
    public void Temperature_EqualsScipy()
    {
        var outcome = CalibrationFit.Fit(CalibrationKind.Temperature, Recorded.Scores, Recorded.Positives);

        Assert.Equal(Recorded.Temperature, ((TemperatureCalibrator)outcome.Calibrator).Temperature, 1e-6);
        Assert.Equal(CalibrationWarnings.None, outcome.Warnings);
    }

    [Fact]
    public void Platt_EqualsScipyAndScikitLearn()
    {
        var platt = (PlattCalibrator)CalibrationFit.Fit(CalibrationKind.Platt, Recorded.Scores, Recorded.Positives).Calibrator;

        Assert.Equal(Recorded.PlattScipy[0], platt.Slope, 1e-7);
        Assert.Equal(Recorded.PlattScipy[1], platt.Offset, 1e-7);
        Assert.Equal(Recorded.PlattSklearn[0], platt.Slope, 1e-4); // its iteration stops earlier
        Assert.Equal(Recorded.PlattSklearn[1], platt.Offset, 1e-4);
    }

    [Fact]
    public void Isotonic_WithWeightsAndTies_EqualsScikitLearn()
    {
        var weighted = CalibrationFit.Fit(CalibrationKind.Isotonic, Recorded.Rounded, Recorded.Positives, Recorded.Weights).Calibrator;
        var plain = CalibrationFit.Fit(CalibrationKind.Isotonic, Recorded.Scores, Recorded.Positives).Calibrator;

        Assert.Equal(Recorded.IsotonicWeighted, weighted.Apply(Recorded.Asked), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(Recorded.Isotonic, plain.Apply(Recorded.Asked), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void Temperature_OfScoresThatWereMadeWithOne_IsFound(double temperature)
    {
        var random = new Random(8);
        var logits = Enumerable.Range(0, 60_000).Select(_ => 3 * ((2 * random.NextDouble()) - 1)).ToArray();
        var positives = Array.ConvertAll(logits, z => random.NextDouble() < Logit.Sigmoid(z));
        var scores = Array.ConvertAll(logits, z => Logit.Sigmoid(z * temperature));

        var found = (TemperatureCalibrator)CalibrationFit.Fit(CalibrationKind.Temperature, scores, positives).Calibrator;

        Assert.InRange(found.Temperature / temperature, 0.98, 1.02);
    }

    [Theory]
    [InlineData(CalibrationKind.Temperature)]
    [InlineData(CalibrationKind.Platt)]
    [InlineData(CalibrationKind.Isotonic)]
    public void Fit_NeverMakesTheLogLossOfItsOwnDataWorse(CalibrationKind kind)
    {
        var calibrator = CalibrationFit.Fit(kind, Recorded.Scores, Recorded.Positives).Calibrator;

        Assert.True(BinaryMetrics.LogLoss(calibrator.Apply(Recorded.Scores), Recorded.Positives)
            <= BinaryMetrics.LogLoss(Recorded.Scores, Recorded.Positives));
    }

    [Theory]
    [InlineData(CalibrationKind.Temperature)]
    [InlineData(CalibrationKind.Platt)]
    [InlineData(CalibrationKind.Isotonic)]
    public void Apply_KeepsTheOrderOfScores(CalibrationKind kind)
    {
        var calibrator = CalibrationFit.Fit(kind, Recorded.Scores, Recorded.Positives).Calibrator;

        var mapped = calibrator.Apply(Enumerable.Range(0, 1001).Select(i => i / 1000.0).ToArray());

        Assert.All(mapped, p => Assert.InRange(p, 0, 1));
        Assert.Equal(mapped.Order(), mapped);
    }

    [Theory]
    [InlineData(CalibrationKind.Temperature)]
    [InlineData(CalibrationKind.Platt)]
    [InlineData(CalibrationKind.Isotonic)]
    public void Fit_OfOneClass_LeavesScoresAsTheyAreAndSaysWhy(CalibrationKind kind)
    {
        var outcome = CalibrationFit.Fit(kind, [0.2, 0.9], [true, true]);

        Assert.Equal(new CalibrationOutcome(new IdentityCalibrator(), CalibrationWarnings.ClassMissing), outcome);
    }

    [Fact]
    public void Fit_OfScoresThatPartTheClasses_StaysFinite()
    {
        double[] scores = [0, 0.1, 0.6, 1];
        bool[] positives = [false, false, true, true];

        var temperature = CalibrationFit.Fit(CalibrationKind.Temperature, scores, positives);
        var platt = CalibrationFit.Fit(CalibrationKind.Platt, scores, positives);

        Assert.Equal(CalibrationWarnings.AtBound, temperature.Warnings);
        Assert.Equal(CalibrationFit.LeastTemperature, ((TemperatureCalibrator)temperature.Calibrator).Temperature, 12);
        Assert.Equal(CalibrationWarnings.None, platt.Warnings);
        Assert.All(platt.Calibrator.Apply(scores), p => Assert.InRange(p, 0.01, 0.99));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1.5)]
    [InlineData(-0.1)]
    public void Fit_OfWhatIsNoProbability_Refuses(double score)
        => Assert.Throws<ArgumentException>(() => CalibrationFit.Fit(CalibrationKind.Platt, [score, 0.5], [true, false]));

    [Fact]
    public void FromJson_OfEveryKind_GivesItBack()
    {
        Calibrator[] all =
        [
            new IdentityCalibrator(), new TemperatureCalibrator(1.7), new PlattCalibrator(0.3, -2), new IsotonicCalibrator([0.1, 0.4], [0, 1]),
        ];

        Assert.Equal(all, all.Select(calibrator => Calibrator.FromJson(calibrator.ToJson())));
        Assert.Contains("\"kind\":\"platt\"", all[2].ToJson(), StringComparison.Ordinal);
    }
}
