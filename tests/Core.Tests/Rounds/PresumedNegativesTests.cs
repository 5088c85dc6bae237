using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class PresumedNegativesTests
{
    private const int Sources = 10_000;

    [Theory]
    [InlineData(5_000, 50_000, 5_000)]
    [InlineData(5_000, 429, 42)]
    [InlineData(5_000, 9, 0)]
    [InlineData(5_000, -3, 0)]
    [InlineData(0, 50_000, 0)]
    public void Count_IsAtMostATenthOfTheSilent(int wanted, int silent, int expected)
        => Assert.Equal(expected, PresumedNegatives.Count(wanted, silent));

    [Fact]
    public void Draw_WhenSomebodySpeaksOfSomeOfThem_KeepsTheOthers()
    {
        var before = PresumedNegatives.Draw(500, Sources, 7, _ => true);
        var spokenOf = before.Where((_, i) => i % 5 == 0).ToHashSet();
        var after = PresumedNegatives.Draw(500, Sources, 7, s => !spokenOf.Contains(s));

        Assert.Equal((500, 500), (before.Distinct().Count(), after.Distinct().Count()));
        Assert.Equal(before.Order(), before);
        Assert.Equal(before.Except(spokenOf), before.Intersect(after));
        Assert.Empty(after.Intersect(spokenOf));
    }

    [Fact]
    public void Draw_OfTwoMembers_ShareNoMoreThanChanceHas()
    {
        var one = PresumedNegatives.Draw(1_000, Sources, 7, _ => true);
        var other = PresumedNegatives.Draw(1_000, Sources, 8, _ => true);

        Assert.InRange(one.Intersect(other).Count(), 60, 140); // hypergeometric: 100 with a deviation of 9
        Assert.InRange(one.Average(s => s.Value), 4_700, 5_300); // 5,000 with a deviation of 91
    }

    [Fact]
    public void Draw_WhenHardlyAnyIsFree_EndsWithThoseItFound()
    {
        Assert.Equal([new Ordinal(3)], PresumedNegatives.Draw(50, 10, 1, s => s.Value == 3));
        Assert.Empty(PresumedNegatives.Draw(50, 10, 1, _ => false));
    }
}
