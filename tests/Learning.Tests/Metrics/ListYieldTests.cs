using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Tests;

public sealed class ListYieldTests
{
    private static readonly Sample Tied = new([0.9, 0.6, 0.6, 0.6, 0.1], [true, true, false, false, true]);

    [Fact]
    public void Of_AListThatEndsBetweenScores_CountsItsLenses()
    {
        var list = ListYield.Of(Tied, 4);

        Assert.Equal((2.0, 3), (list.Lenses, list.AllLenses));
        Assert.Equal(2.7, list.Expected, 12);
        Assert.Equal(Math.Sqrt(0.09 + (3 * 0.24)), list.ExpectedDeviation, 12);
    }

    [Fact]
    public void Of_AListThatEndsAmidEqualScores_IsTheMeanOverAllWaysToTakeThem()
    {
        // Of three equal scores with one lens two are taken: 2/3 lenses.
        var list = ListYield.Of(Tied, 3);

        Assert.Equal(1 + (2 / 3.0), list.Lenses, 12);
        Assert.Equal(0.9 + 1.2, list.Expected, 12);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(99, 5, 3)]
    public void Of_ListsOfNothingAndOfEverything_AreDefined(int length, int taken, double lenses)
    {
        var list = ListYield.Of(Tied, length);

        Assert.Equal((taken, lenses), (list.Length, list.Lenses));
    }

    [Fact]
    public void Of_ProbabilitiesThatAreRight_ExpectsWhatComes()
    {
        var random = new Random(4);
        var scores = Enumerable.Range(0, 20_000).Select(_ => Math.Pow(random.NextDouble(), 4)).ToArray();
        var list = ListYield.Of(new Sample(scores, Array.ConvertAll(scores, p => random.NextDouble() < p)), 500);

        Assert.InRange(Math.Abs(list.Lenses - list.Expected) / list.ExpectedDeviation, 0, 3);
        Assert.True(list.Purity > 0.8);
    }
}
