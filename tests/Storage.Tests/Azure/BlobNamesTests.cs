using LensGrains.Storage.Azure;

namespace LensGrains.Tests;

public sealed class BlobNamesTests
{
    [Theory]
    [InlineData("campaigns/demo/ana", "campaigns/demo/ana")]
    [InlineData("DES.J0123+45-6_7", "DES.J0123+45-6_7")]
    [InlineData("a b%é", "a~0020b~0025~00E9")]
    [InlineData("a//b", "a/~002Fb")]
    [InlineData("/a", "~002Fa")]
    [InlineData("a./..", "a~002E/.~002E")]
    [InlineData("a@~", "a~0040~007E")]
    public void Of_WhenAKeyHasOddCharacters_WritesTheirCode(string key, string name)
    {
        Assert.Equal(name, BlobNames.Of(key));
        Assert.Equal(key, BlobNames.KeyOf(name));
    }

    [Fact]
    public void Of_WhenKeysAreAnything_IsOneToOneAndKeepsPrefixes()
    {
        var random = new Random(11);
        const string alphabet = "aZ9._+-/~@% \\\"é\u2028\ud83d\ude00\0";
        var keys = Enumerable.Range(0, 20_000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => alphabet[random.Next(alphabet.Length)])))
            .Distinct().ToList();

        var names = keys.ConvertAll(BlobNames.Of);

        Assert.Equal(keys.Count, names.Distinct().Count());
        Assert.Equal(keys, names.Select(n => BlobNames.KeyOf(n)));
        Assert.All(names, n => Assert.Matches(@"^([A-Za-z0-9._+/-]|~[0-9A-F]{4})*$", n));
        Assert.All(names, n => Assert.DoesNotMatch(@"(^|/)/|\.(/|$)", n));
        foreach (var (key, name) in keys.Zip(names))
        {
            var prefix = key[..(key.Length / 2)].TrimEnd('.');
            Assert.StartsWith(BlobNames.Of(prefix), name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_WhenTheNameWouldBeTooLong_Refuses()
        => Assert.Throws<ArgumentException>(() => BlobNames.Of(new string('a', 1_001)));
}
