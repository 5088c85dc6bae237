namespace LensGrains.Imaging;

/// <summary>The brightest connected pieces above the noise, described as arcs are: how long along the ring, how wide across it.</summary>
internal static class BlobFeatures
{
    private const float Threshold = 3;
    private const int Described = 3;
    private const int MinPixels = 4;
    private const float InnerRadius = 2.5f;
    private const float OuterRadius = 26;

    public static void Add(FeatureVector vector, string name, float[] image, ArcViews views)
    {
        var blobs = Blob.Find(image, Threshold, InnerRadius, OuterRadius).Where(blob => blob.Pixels.Count >= MinPixels)
            .OrderByDescending(blob => blob.Flux).ToList();
        vector.Add($"blob.{name}.count", Math.Log2(1 + blobs.Count));
        for (var rank = 0; rank < Described; rank++)
        {
            Describe(vector, $"blob.{name}.{rank + 1}", rank < blobs.Count ? blobs[rank] : null, views);
        }

        AddPair(vector, name, blobs);
    }

    private static void Describe(FeatureVector vector, string name, Blob? blob, ArcViews views)
    {
        vector.AddWide($"{name}.flux", blob is null ? 0 : blob.Flux / 30);
        vector.Add($"{name}.area", blob is null ? 0 : Math.Log2(1 + blob.Pixels.Count) / 3);
        vector.Add($"{name}.radius", blob is null ? 0 : blob.MeanRadius / 10);
        vector.Add($"{name}.radial-width", blob is null ? 0 : blob.RadialWidth / 2);
        vector.Add($"{name}.tangential-length", blob is null ? 0 : blob.TangentialLength / 4);
        vector.Add($"{name}.elongation", blob is null ? 0 : Math.Log2((blob.TangentialLength + 0.5) / (blob.RadialWidth + 0.5)));
        vector.Add($"{name}.angle", blob is null ? 0 : blob.AngleCovered / Math.PI);
        vector.Add($"{name}.color", blob is null ? 0 : blob.Mean(views.Grid.Blue, views.Grid.Red));
    }

    /// <summary>Whether the two brightest pieces lie on opposite sides at like distances, as images and counter-images do.</summary>
    private static void AddPair(FeatureVector vector, string name, List<Blob> blobs)
    {
        var has = blobs.Count > 1;
        var (a, b) = has ? (blobs[0], blobs[1]) : (null, null);
        vector.Add($"blob.{name}.pair.opposite", has ? -Math.Cos(a!.MeanAngle - b!.MeanAngle) : 0);
        vector.Add($"blob.{name}.pair.distance", has ? Math.Abs(a!.MeanRadius - b!.MeanRadius) / 5 : 0);
        vector.Add($"blob.{name}.pair.flux", has ? b!.Flux / a!.Flux : 0);
    }
}
