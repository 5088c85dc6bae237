using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>
/// All sources that a member over neighbours may look at, by ordinal: only what is asked for is read. Safe for use from many threads where
/// <paramref name="read"/> is.
/// </summary>
/// <param name="sky">Who is where; whoever may be a neighbour has finite features.</param>
/// <param name="dimensions">Number of features d.</param>
/// <param name="read">Reads the features of a source; NaN where it has none.</param>
public sealed class FieldPool(FieldSky sky, int dimensions, FeatureRow read)
{
    /// <summary>Number of features d.</summary>
    public int Dimensions => dimensions;

    /// <summary>Who is near some sources, with their features, each read once.</summary>
    /// <param name="sources">[n] ordinals.</param>
    /// <param name="most">k, 1 or more.</param>
    /// <param name="radiusArcsec">Greatest distance, the rim included.</param>
    public FieldSurroundings Around(IReadOnlyList<int> sources, int most, double radiusArcsec)
    {
        var neighbours = sky.Around(sources, most, radiusArcsec);
        return new FieldSurroundings(neighbours, Gather(neighbours.Keys));
    }

    /// <summary>[n, d] features of some sources.</summary>
    public float[] Gather(IReadOnlyList<int> sources)
    {
        var features = new float[checked(sources.Count * dimensions)];
        for (var i = 0; i < sources.Count; i++)
        {
            read(sources[i], features.AsSpan(i * dimensions, dimensions));
        }

        return features;
    }
}
