using LensGrains.Learning.Members;

namespace LensGrains.Learning.Tests;

/// <summary>Two Gaussian clouds in d dimensions, <c>distance</c> apart along the diagonal.</summary>
internal static class Blobs
{
    public static TrainingSet Set(int positives, int negatives, int dimensions = 16, double distance = 3, int seed = 1)
    {
        var random = new Random(seed);
        var count = positives + negatives;
        var features = new float[count * dimensions];
        for (var i = 0; i < features.Length; i++)
        {
            var shift = i / dimensions < positives ? distance / Math.Sqrt(dimensions) : 0;
            features[i] = (float)(shift + Normal(random));
        }

        return new TrainingSet(
            features,
            Enumerable.Range(0, count).Select(i => i < positives).ToArray(),
            Enumerable.Range(0, count).Select(i => 10 * i).ToArray());
    }

    /// <summary>Makes and disposes of the network of a member on these clouds so many times.</summary>
    public static void MakeNetworks(int count, MemberOptions options, int dimensions = 16)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        for (var i = 0; i < count; i++)
        {
            MemberShape.Of(dimensions, options).Create(options.Dropout, generator).Dispose();
        }
    }

    public static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
