using LensGrains.Core.Catalogs;

namespace LensGrains.Tests.Core.Catalogs;

public class GroupingRuleTests
{
    [Theory]
    [InlineData("J0946_g", "x", "J0946", "g")]
    [InlineData("a_b_science", "x", "a_b", "science")]
    [InlineData("g", "HAHJ0014", "HAHJ0014", "g")]
    [InlineData("g", null, "g", "")]
    [InlineData("galaxy_a", "x", "galaxy_a", "")]
    [InlineData("COSJ1000_F444W", "x", "COSJ1000", "F444W")]
    [InlineData("_g", "x", "_g", "")]
    [InlineData("plain", "x", "plain", "")]
    public void Of_ByDefault_ReadsBandsAndParts(string stem, string? folder, string name, string part)
        => Assert.Equal(new GroupedName(name, part), new GroupingRule().Of(stem, folder));

    [Fact]
    public void Of_WithAPatternOfOnesOwn_FollowsIt()
    {
        var rule = new GroupingRule(@"^(?<part>red|blue)-(?<name>.+)$", ["red", "blue"]);

        Assert.Equal(new GroupedName("x", "red"), rule.Of("red-x", null));
        Assert.Equal(new GroupedName("x_g", ""), rule.Of("x_g", null));
        Assert.Throws<ArgumentException>(() => new GroupingRule("^(?<name>.+)$"));
    }

    [Fact]
    public void RequiredParts_WithoutAList_AreThoseOfMoreThanHalf()
    {
        string[][] objects = [["g", "r", "i"], ["g", "r", "i"], ["g", "r", "z"], ["r", "i"]];

        Assert.Equal(["g", "i", "r"], new GroupingRule().RequiredParts(objects));
    }
}
