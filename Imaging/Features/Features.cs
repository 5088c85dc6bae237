namespace LensGrains.Imaging;

/// <summary>
/// Vectors computed from pixels without training. Deterministic; the same for a cutout turned by 90° or mirrored up to
/// resampling; bounded values of order one; every entry finite for any cutout that the reader gives.
/// </summary>
/// <remarks>
/// A cutout becomes three planes (bluest, middle, reddest band) on a grid of 64 × 64 pixels in units of the sky noise. From
/// these: colours, moments, radial profiles, and the arc-aware part, which looks at two images in polar coordinates around the
/// centre: light that is left after an elliptical median model, and blue light that is left after the red image is
/// subtracted with the centre's colour (the difference imaging of Gavazzi et al. 2014, ApJ 785, 144). Histograms of gradient
/// orientation (Dalal and Triggs 2005, CVPR) are taken relative to the direction of the centre, so that an arc, whose
/// gradients point to the centre and away, looks the same at any position angle.
/// </remarks>
public static class Features
{
    /// <summary>Changes whenever a vector of the same cutout changes.</summary>
    public const string Version = "hand-crafted-1";

    private static readonly Lazy<string[]> LazyNames = new(() =>
    {
        var blank = new Cutout(["g"], 32, 32, new float[32 * 32]);
        return [.. Compute(blank).Names];
    });

    /// <summary>Length of the vector.</summary>
    public static int Dimensions => LazyNames.Value.Length;

    /// <summary>What each entry is, in the order of the vector.</summary>
    public static IReadOnlyList<string> Names => LazyNames.Value;

    /// <summary>[d] float32. Works for 1 to 16 bands and sides from 8 pixels; other sizes are resampled.</summary>
    public static float[] HandCrafted(Cutout cutout) => Compute(cutout).ToArray();

    private static FeatureVector Compute(Cutout cutout)
    {
        var views = ArcViews.Of(WorkingGrid.From(cutout));
        var vector = new FeatureVector();
        GlobalFeatures.Add(vector, views);
        ProfileFeatures.Add(vector, views);
        PolarFeatures.Add(vector, "residual", views.ResidualPolar);
        PolarFeatures.Add(vector, "blue", views.BluePolar);
        BlobFeatures.Add(vector, "residual", views.Residual, views);
        BlobFeatures.Add(vector, "blue", views.Blue, views);
        return vector;
    }
}
