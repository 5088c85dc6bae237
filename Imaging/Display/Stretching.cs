namespace LensGrains.Imaging;

/// <summary>The display path: 8-bit levels from a cutout. Nothing here feeds features or training.</summary>
public static class Stretching
{
    private const double LowPercentile = 0.5;
    private const double HighPercentile = 99.5;

    /// <summary>[y, x, 3] bytes, row 0 on top as pictures have it.</summary>
    public static byte[] ToRgb(Cutout cutout, DisplayOptions options)
    {
        var channels = BandOrder.Channels(cutout, options.Bands);
        var stretch = options.Stretch != Stretch.Auto ? options.Stretch
            : cutout.IsDisplayEncoded ? Stretch.Auto
            : channels.Distinct().Count() == 3 ? Stretch.Lupton : Stretch.Asinh;
        var rgb = stretch == Stretch.Lupton ? Lupton(cutout, channels) : PerBand(cutout, channels, stretch);
        return cutout.IsBottomUp ? FlipRows(rgb, cutout.Width, cutout.Height) : rgb;
    }

    /// <summary>8-bit levels of one band; NaN is black.</summary>
    public static byte[] ToLevels(ReadOnlySpan<float> plane, int width, int height, Stretch stretch)
    {
        if (stretch is Stretch.Asinh or Stretch.Lupton)
        {
            return Asinh(plane, width, height);
        }

        var limits = stretch switch
        {
            Stretch.ZScale => ZScale.Of(plane),
            Stretch.Percentile => Limits.Percentiles(plane, LowPercentile, HighPercentile),
            Stretch.Linear => Limits.MinMax(plane),
            _ => new Limits(0, 255),
        };
        return Linear(plane, limits);
    }

    private static byte[] Linear(ReadOnlySpan<float> plane, Limits limits)
    {
        var range = limits.High > limits.Low ? limits.High - limits.Low : 1;
        var levels = new byte[plane.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            levels[i] = Level((plane[i] - limits.Low) / range);
        }

        return levels;
    }

    private static byte[] Asinh(ReadOnlySpan<float> plane, int width, int height)
    {
        var sky = DisplaySky.Of(plane, width, height);
        var above = new float[plane.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            above[i] = plane[i] - sky.Level;
        }

        var stretch = NoiseStretch.For(above, sky.Sigma);
        return Array.ConvertAll(above, value => Level(stretch.Fraction(value + (NoiseStretch.BlackSigmas * sky.Sigma))));
    }

    private static byte Level(double fraction) => double.IsNaN(fraction) ? (byte)0 : (byte)Math.Clamp((fraction * 255) + 0.5, 0, 255);

    private static byte[] PerBand(Cutout cutout, int[] channels, Stretch stretch)
    {
        var count = cutout.Width * cutout.Height;
        var rgb = new byte[count * 3];
        var made = new Dictionary<int, byte[]>();
        for (var channel = 0; channel < 3; channel++)
        {
            if (!made.TryGetValue(channels[channel], out var levels))
            {
                levels = ToLevels(cutout.Plane(channels[channel]), cutout.Width, cutout.Height, stretch);
                made.Add(channels[channel], levels);
            }

            for (var i = 0; i < count; i++)
            {
                rgb[(3 * i) + channel] = levels[i];
            }
        }

        GreyWhereABandIsMissing(cutout, channels, rgb);
        return rgb;
    }

    /// <summary>A missing band must not colour a pixel: it takes the mean level of those that are there.</summary>
    private static void GreyWhereABandIsMissing(Cutout cutout, int[] channels, byte[] rgb)
    {
        for (var i = 0; i < cutout.Width * cutout.Height; i++)
        {
            var (sum, there) = (0, 0);
            for (var channel = 0; channel < 3; channel++)
            {
                var isThere = !float.IsNaN(cutout.Plane(channels[channel])[i]);
                (sum, there) = isThere ? (sum + rgb[(3 * i) + channel], there + 1) : (sum, there);
            }

            if (there is 1 or 2)
            {
                rgb.AsSpan(3 * i, 3).Fill((byte)(sum / there));
            }
        }
    }

    /// <summary>Each band in units of its own sky noise, its colours mended, then Lupton with a stretch from the noise.</summary>
    private static byte[] Lupton(Cutout cutout, int[] channels)
    {
        var planes = ColourPlanes.Of(cutout, channels);
        var stretch = NoiseStretch.For(planes.Intensity, ColourPlanes.IntensitySigma);
        var black = -NoiseStretch.BlackSigmas * ColourPlanes.IntensitySigma;
        return LuptonRgb.Render(planes.Red, planes.Green, planes.Blue, black, stretch.Stretch, stretch.Softening);
    }

    private static byte[] FlipRows(byte[] rgb, int width, int height)
    {
        var flipped = new byte[rgb.Length];
        var row = width * 3;
        for (var y = 0; y < height; y++)
        {
            rgb.AsSpan(y * row, row).CopyTo(flipped.AsSpan((height - 1 - y) * row, row));
        }

        return flipped;
    }
}
