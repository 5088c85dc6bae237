using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class AuditEstimateTests
{
    [Fact]
    public void From_WhenDrawsAreEquallyProbable_IsTheShareTimesTheSourcesWithWilsonsInterval()
    {
        var draws = Enumerable.Range(0, 10).Select(i => new AuditDraw(0.01, Positive: i == 0, AboveThreshold: false)).ToArray();

        var estimate = AuditEstimate.From(draws, new AuditFrame(0, 1000, FoundAbove: 50, FoundBelow: 0, RejectedAbove: 50));

        // Wilson's interval of 1 in 10 is [0.017876213, 0.4041500268] (scipy's binomtest(1, 10).proportion_ci(method="wilson")).
        Assert.Equal(100, estimate.PositivesBelow.Value!.Value, 1e-9);
        Assert.Equal(17.876213, estimate.PositivesBelow.Low, 1e-6);
        Assert.Equal(404.1500268, estimate.PositivesBelow.High, 1e-6);
        Assert.Equal(new IntervalEstimate(0, 0, 0), estimate.PositivesAbove);
        Assert.Equal(50.0 / 150, estimate.Completeness.Value!.Value, 1e-9);
        Assert.Equal((0.5, 0.5, 0.5), (estimate.Purity.Value!.Value, estimate.Purity.Low, estimate.Purity.High));
    }

    [Fact]
    public void From_WhenNoPositiveIsAmongTheDraws_StillHasAnUpperEnd()
    {
        var draws = Enumerable.Repeat(new AuditDraw(0.5, false, false), 100).ToArray();

        var estimate = AuditEstimate.From(draws, new AuditFrame(0, 10_000, 10, 0, 0));

        Assert.Equal(0, estimate.PositivesBelow.Value);
        Assert.Equal(0, estimate.PositivesBelow.Low, 1e-9);
        Assert.Equal(369.9, estimate.PositivesBelow.High, 0.1); // z² / (n + z²) of 10,000
    }

    [Fact]
    public void From_WhenNothingWasDrawn_KnowsNothing()
    {
        var estimate = AuditEstimate.From([], new AuditFrame(10, 90, 5, 0, 5));

        Assert.Equal(new IntervalEstimate(null, 0, 90), estimate.PositivesBelow);
        Assert.Equal((null, 5.0 / 95, 1.0), (estimate.Completeness.Value, estimate.Completeness.Low, estimate.Completeness.High));
        Assert.Equal((null, 0.25, 0.75), (estimate.Purity.Value, estimate.Purity.Low, estimate.Purity.High));
    }

    [Fact]
    public void From_WhenProbabilityIsZero_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => AuditEstimate.From([new AuditDraw(0, true, true)], new AuditFrame(1, 1, 0, 0, 0)));

    [Fact]
    public void From_OverManyDrawnAudits_IsUnbiasedAndCoversTheTruth()
    {
        const int Sources = 4000;
        const int Truth = 120;
        const int Audits = 2000;
        var (sum, covered) = (0.0, 0);
        for (var seed = 0; seed < Audits; seed++)
        {
            var random = new Random(seed);

            // Two kinds of pages with different probabilities, each source at most once per audit.
            var draws = Enumerable.Range(0, Sources)
                .Select(i => (Source: i, Probability: i % 2 == 0 ? 0.04 : 0.08))
                .Where(x => random.NextDouble() < x.Probability)
                .Select(x => new AuditDraw(x.Probability, Positive: x.Source < Truth, AboveThreshold: false))
                .ToArray();
            var below = AuditEstimate.From(draws, new AuditFrame(0, Sources, 0, 0, 0)).PositivesBelow;
            sum += below.Value!.Value;
            covered += below.Low <= Truth && Truth <= below.High ? 1 : 0;
        }

        Assert.Equal(Truth, sum / Audits, 3.5); // the mean's standard error is about 1
        Assert.InRange((double)covered / Audits, 0.93, 0.99);
    }
}
