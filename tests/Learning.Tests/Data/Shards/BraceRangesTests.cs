using LensGrains.Learning.Data.Shards;

namespace LensGrains.Learning.Tests.Data.Shards;

public sealed class BraceRangesTests
{
    [Theory]
    [InlineData("plain.tar", "plain.tar")]
    [InlineData("t-{000..003}.tar", "t-000.tar t-001.tar t-002.tar t-003.tar")]
    [InlineData("t-{8..11}.tar", "t-8.tar t-9.tar t-10.tar t-11.tar")]
    [InlineData("t-{08..11}.tar", "t-08.tar t-09.tar t-10.tar t-11.tar")]
    [InlineData("t-{0..10..5}", "t-0 t-5 t-10")]
    [InlineData("{3..1}", "3 2 1")]
    [InlineData("{-1..1}", "-1 0 1")]
    [InlineData("{a,b}{1,2}", "a1 a2 b1 b2")]
    [InlineData("{a,b{1..3},}-x", "a-x b1-x b2-x b3-x -x")]
    [InlineData("{train-{00..01},extra}.tar", "train-00.tar train-01.tar extra.tar")]
    [InlineData("{single}.tar", "{single}.tar")]
    [InlineData("{a{1,2}}", "{a1} {a2}")]
    [InlineData("http://h/s-{0..1}.tar?k=1", "http://h/s-0.tar?k=1 http://h/s-1.tar?k=1")]
    public void Expand_OfAPattern_GivesWhatAShellGives(string pattern, string names)
        => Assert.Equal(names.Split(' '), BraceRanges.Expand(pattern));

    [Theory]
    [InlineData("{a,b")]
    [InlineData("x{0..1}{")]
    [InlineData("{0..99999999999}")]
    [InlineData("{0..9999}{0..9999}")]
    public void Expand_OfAnOpenBraceOrTooMany_Refuses(string pattern)
        => Assert.Throws<ArgumentException>(() => BraceRanges.Expand(pattern));
}
