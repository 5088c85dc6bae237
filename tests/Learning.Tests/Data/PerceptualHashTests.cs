using LensGrains.Imaging;
using LensGrains.Learning.Data;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests;

public sealed class PerceptualHashTests
{
    private static readonly Picture[] Pictures = Picture.Draw(60, seed: 11);

    [Fact]
    public void Agreement_OfTurnedAndMirroredCopies_IsComplete()
    {
        foreach (var picture in Pictures.Take(10))
        {
            Assert.All(Enumerable.Range(0, 8), turn => Assert.Equal(1, picture.Hash().Agreement(picture.Turned(turn).Hash()), 0.01));
        }
    }

    [Fact]
    public void Agreement_OfBrighterCopies_IsComplete()
    {
        var picture = Pictures[0];
        var brighter = picture with { Pixels = Array.ConvertAll(picture.Pixels, value => (3 * value) + 7) };

        Assert.Equal(1, picture.Hash().Agreement(brighter.Hash()), 0.01);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Agreement_OfNoisierCopies_IsAsTheFormulaSays(double share)
    {
        var random = new Random(3);

        var agreement = Pictures.Average(picture => picture.Hash().Agreement(picture.Noisier(share, random).Hash()));

        Assert.Equal(1 - (2 * Math.Acos(1 / Math.Sqrt(1 + (share * share))) / Math.PI), agreement, 0.06);
    }

    [Fact]
    public void IsCopyOf_NoisierTurnedCopies_FindsThem()
    {
        var random = new Random(4);

        Assert.All(Pictures, picture => Assert.True(
            picture.Hash().IsCopyOf(picture.Turned(random.Next(8)).Noisier(0.8, random).Hash())));
    }

    [Fact]
    public void IsCopyOf_OtherSources_IsFalse()
    {
        var hashes = Array.ConvertAll(Pictures, picture => picture.Hash());

        var pairs = from i in Enumerable.Range(0, hashes.Length)
                    from j in Enumerable.Range(i + 1, hashes.Length - i - 1)
                    where hashes[i].IsCopyOf(hashes[j])
                    select (i, j);
        Assert.Empty(pairs);
    }

    [SharedDataFact("galaxyzoo_subset")]
    public void IsCopyOf_RealGalaxies_PartsDifferentOnesAndFindsCopies()
    {
        var files = Directory.GetFiles(Path.Combine(TestFiles.SharedData!, "galaxyzoo_subset"), "*.jpg").Order().Take(80);
        var pictures = files.Select(file => Picture.Of(Read(file))).ToArray();
        var hashes = Array.ConvertAll(pictures, picture => picture.Hash());

        var mistaken = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            mistaken += hashes.Skip(i + 1).Count(other => hashes[i].IsCopyOf(other));
        }

        Assert.Equal(0, mistaken);
        Assert.All(pictures, picture => Assert.True(picture.Hash().IsCopyOf(picture.Turned(5).Hash())));
    }

    [Fact]
    public void Of_ConstantImagesOrImagesWithoutValues_IsNothing()
    {
        Assert.Null(PerceptualHash.Of(new float[400], 20, 20));
        Assert.Null(PerceptualHash.Of(Enumerable.Repeat(float.NaN, 400).ToArray(), 20, 20));
    }

    [Fact]
    public void Of_AnImageWithSomeMissingPixels_StillMatchesItsCopy()
    {
        var picture = Pictures[1];
        var cut = picture with { Pixels = picture.Pixels.ToArray() };
        Array.Fill(cut.Pixels, float.NaN, 0, cut.Side * 6);

        Assert.True(picture.Hash().IsCopyOf(cut.Turned(3).Hash()));
    }

    private static Cutout Read(string file)
        => CutoutReader.Read([new BandFile(file)], new ImageLimits(), CancellationToken.None).Cutout!;
}
