namespace LensGrains.Imaging;

/// <summary>A cutout on the grid that features are computed on: bluest, middle and reddest band in units of the sky noise.</summary>
/// <param name="Blue">[y, x].</param>
/// <param name="Middle">[y, x].</param>
/// <param name="Red">[y, x].</param>
/// <param name="HasColor">False where the three planes are one band.</param>
internal sealed record WorkingGrid(float[] Blue, float[] Middle, float[] Red, bool HasColor)
{
    /// <summary>Pixels along a side.</summary>
    public const int Size = 64;

    /// <summary>Column and row of the centre.</summary>
    public const float Center = (Size - 1) / 2f;

    private const float LargestSignal = 1e5f;

    /// <summary>Pictures whose sky was cut off at black show no noise; their levels are not known better than this.</summary>
    private const float SmallestSigmaLevels = 4;

    /// <summary>The central square of the cutout, resampled.</summary>
    public static WorkingGrid From(Cutout cutout)
    {
        var order = BandOrder.Channels(cutout, null);
        var planes = order.Distinct().ToDictionary(band => band, band => Plane(cutout, band));
        return new WorkingGrid(planes[order[2]], planes[order[1]], planes[order[0]], order[0] != order[2]);
    }

    /// <summary>The plane less its sky, over its sky noise, both measured on the frame.</summary>
    public static float[] InUnitsOfNoise(float[] plane, float smallestSigma = 0)
    {
        var sky = SkyStatistics.OfBorder(plane, Size, Size);
        var sigma = Math.Max(sky.Sigma, smallestSigma);
        return Array.ConvertAll(plane, value => Math.Clamp((value - sky.Level) / sigma, -LargestSignal, LargestSignal));
    }

    private static float[] Plane(Cutout cutout, int band)
    {
        var source = cutout.Plane(band);
        var fill = SkyStatistics.OfBorder(source, cutout.Width, cutout.Height).Level;
        var clean = new float[source.Length];
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = float.IsFinite(source[i]) ? source[i] : fill;
        }

        return InUnitsOfNoise(Resampling.CentralSquare(clean, cutout.Width, cutout.Height, Size), cutout.IsDisplayEncoded ? SmallestSigmaLevels : 0);
    }
}
