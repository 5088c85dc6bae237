using LensGrains.Core.Catalogs;

namespace LensGrains.Tests.Core.Catalogs;

public class GradeOrderTests
{
    [Theory]
    [InlineData("3.0,2.7,1.3,0.3")]
    [InlineData("A+,A,A-,B,C")]
    [InlineData("M25,S12,S11,S02,S00")]
    [InlineData("confident,probable,possible,x")]
    public void Compare_WithoutAList_OrdersBestFirst(string bestFirst)
    {
        var expected = bestFirst.Split(',');

        Assert.Equal(expected, expected.Reverse().Order(new GradeOrder()));
    }

    [Theory]
    [InlineData("2.0", "1.3", true)]
    [InlineData("1.3", "1.3", true)]
    [InlineData("1.2999", "1.3", false)]
    [InlineData("S12", "S11", true)]
    [InlineData("S10", "S11", false)]
    [InlineData("M25", "S00", true)]
    [InlineData(null, "B", false)]
    [InlineData(null, null, true)]
    public void Reaches_FollowsTheRule(string? grade, string? cut, bool expected) => Assert.Equal(expected, new GradeOrder().Reaches(grade, cut));

    [Fact]
    public void Reaches_WithAList_FollowsTheListAndRefusesWhatItLacks()
    {
        var order = new GradeOrder(["gold", "silver", "bronze"]);

        Assert.Equal([true, true, false, false], new[] { "gold", "Silver", "bronze", "tin" }.Select(g => order.Reaches(g, "silver")));
    }
}
