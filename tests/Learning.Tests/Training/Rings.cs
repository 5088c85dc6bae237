using LensGrains.Imaging;
using LensGrains.Learning.Images;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Tests.Training;

/// <summary>Small images of a central blob, half of them with a ring around it: what a network must learn to see.</summary>
internal static class Rings
{
    public static readonly ImageContract Contract = new() { Bands = 1, Size = 16, Normalisation = Normalisation.Unit };

    public static readonly ImageMemberOptions Options = new()
    {
        Kind = "resnet18_narrow", Contract = Contract, Epochs = 8, BatchSize = 16, LearningRate = 3e-3, Patience = 8, Seed = 5,
    };

    public static LabelledImages Set(int count = 120, int seed = 1, params int[] unreadable)
    {
        var random = new Random(seed);
        var images = new Half[count * Contract.Length];
        for (var i = 0; i < count; i++)
        {
            Draw(images.AsSpan(i * Contract.Length, Contract.Length), isRing: i % 2 == 0, random);
        }

        foreach (var row in unreadable)
        {
            images.AsSpan(row * Contract.Length, Contract.Length).Fill(Half.NaN);
        }

        return new LabelledImages(
            ImageStack.Of(images, Contract),
            Enumerable.Range(0, count).Select(i => i % 2 == 0).ToArray(),
            Enumerable.Range(0, count).Select(i => 10 * i).ToArray());
    }

    /// <summary>Makes and disposes of a member's network so many times.</summary>
    public static void MakeNetworks(int count, ImageMemberOptions options)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        for (var i = 0; i < count; i++)
        {
            ImageMembers.Create(options, generator).Dispose();
        }
    }

    private static void Draw(Span<Half> image, bool isRing, Random random)
    {
        var radius = 4.5 + random.NextDouble();
        for (var i = 0; i < image.Length; i++)
        {
            var (x, y) = ((i % Contract.Size) - 7.5, (i / Contract.Size) - 7.5);
            var r = Math.Sqrt((x * x) + (y * y));
            var light = Math.Exp(-r * r / 8) + (isRing ? 0.7 * Math.Exp(-(r - radius) * (r - radius)) : 0);
            image[i] = (Half)(light + (0.1 * Blobs.Normal(random)));
        }
    }
}
