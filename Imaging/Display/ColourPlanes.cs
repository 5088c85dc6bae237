namespace LensGrains.Imaging;

/// <summary>
/// Three planes on their way to a colour picture, in units of their sky noise above the sky: the balance of a survey's depths.
/// Within the noise, where a colour says nothing, it fades to grey; where a band is missing or saturated it is mended
/// (<see cref="ColourMending"/>).
/// </summary>
/// <param name="Red">[y, x], in sigma above the sky; NaN where no band has a value.</param>
/// <param name="Green">As <paramref name="Red"/>.</param>
/// <param name="Blue">As <paramref name="Red"/>.</param>
/// <param name="Intensity">Mean of the bands that are there.</param>
public sealed record ColourPlanes(float[] Red, float[] Green, float[] Blue, float[] Intensity)
{
    /// <summary>Noise of the mean of three planes whose noise is 1.</summary>
    public const double IntensitySigma = 0.5773502691896258;

    private const double GreySigmas = 1.5;

    /// <summary>The planes of three bands.</summary>
    /// <param name="cutout">Linear pixels; they are not changed.</param>
    /// <param name="channels">Indices of the bands for red, green and blue.</param>
    public static ColourPlanes Of(Cutout cutout, int[] channels)
    {
        var planes = Array.ConvertAll(channels, channel => InSigmas(cutout, channel));
        var colours = new ColourPlanes(planes[0], planes[1], planes[2], new float[planes[0].Length]);
        for (var i = 0; i < colours.Intensity.Length; i++)
        {
            colours.Intensity[i] = MeanOfFinite(colours.Red[i], colours.Green[i], colours.Blue[i]);
        }

        ColourMending.Mend(colours, cutout.Width, cutout.Height);
        colours.Calm(cutout.Width, cutout.Height);
        return colours;
    }

    private static float[] InSigmas(Cutout cutout, int channel)
    {
        var plane = cutout.Plane(channel);
        var sky = DisplaySky.Of(plane, cutout.Width, cutout.Height);
        var scaled = new float[plane.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            scaled[i] = float.IsFinite(plane[i]) ? (plane[i] - sky.Level) / sky.Sigma : float.NaN;
        }

        return scaled;
    }

    private static float MeanOfFinite(float red, float green, float blue)
    {
        var (sum, count) = (0f, 0);
        foreach (var value in (ReadOnlySpan<float>)[red, green, blue])
        {
            (sum, count) = float.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
        }

        return count > 0 ? sum / count : float.NaN;
    }

    /// <summary>Weight of a pixel's colour: m² / (m² + <see cref="GreySigmas"/>²), m the mean intensity of its 3 by 3 pixels in sigma.</summary>
    private void Calm(int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = (y * width) + x;
                var m = Math.Max(0, MeanAround(x, y, width, height)) / IntensitySigma;
                var weight = (float)(m * m / ((m * m) + (GreySigmas * GreySigmas)));
                Red[i] = Intensity[i] + (weight * (Red[i] - Intensity[i]));
                Green[i] = Intensity[i] + (weight * (Green[i] - Intensity[i]));
                Blue[i] = Intensity[i] + (weight * (Blue[i] - Intensity[i]));
            }
        }
    }

    private double MeanAround(int x, int y, int width, int height)
    {
        var (sum, count) = (0.0, 0);
        for (var v = Math.Max(0, y - 1); v <= Math.Min(height - 1, y + 1); v++)
        {
            for (var u = Math.Max(0, x - 1); u <= Math.Min(width - 1, x + 1); u++)
            {
                var value = Intensity[(v * width) + u];
                (sum, count) = float.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
            }
        }

        return count > 0 ? sum / count : 0;
    }
}
