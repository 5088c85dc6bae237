namespace LensGrains.Imaging;

/// <summary>The display path: 8-bit levels from a cutout. Nothing here feeds features or training.</summary>
public static class Stretching
{
    private const double LowPercentile = 0.5;
    private const double HighPercentile = 99.5;
    private const double AsinhSoftening = 8;
    private const double LuptonSoftening = 8;
    private const double LuptonStretchSigmas = 6;

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
        var sky = SkyStatistics.OfBorder(plane, width, height);
        var low = sky.Level - (2 * sky.Sigma);
        var high = Math.Max(Limits.Percentiles(plane, LowPercentile, HighPercentile).High, low + (10 * sky.Sigma));
        var white = Math.Asinh(AsinhSoftening * 3);
        var levels = new byte[plane.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            levels[i] = Level(Math.Asinh(AsinhSoftening * 3 * (plane[i] - low) / (high - low)) / white);
        }

        return levels;
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

        return rgb;
    }

    /// <summary>Each band in units of its own sky noise, which is what a survey's depths are balanced in, then Lupton.</summary>
    private static byte[] Lupton(Cutout cutout, int[] channels)
    {
        var planes = Array.ConvertAll(channels, channel =>
        {
            var plane = cutout.Plane(channel);
            var sky = SkyStatistics.OfBorder(plane, cutout.Width, cutout.Height);
            var scaled = new float[plane.Length];
            for (var i = 0; i < plane.Length; i++)
            {
                scaled[i] = (plane[i] - sky.Level) / sky.Sigma;
            }

            return scaled;
        });
        return LuptonRgb.Render(planes[0], planes[1], planes[2], -1, LuptonStretchSigmas, LuptonSoftening);
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
