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

    public static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
