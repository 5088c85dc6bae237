namespace LensGrains.Imaging;

/// <summary>
/// Level and noise of the sky as pictures need them: the median and 1.4826 times the median absolute deviation, clipped at three
/// sigma until nothing more is clipped (as <c>astropy.stats.sigma_clip</c> with <c>median</c> and <c>mad_std</c>). Measured on the
/// outer frame and on the whole plane, and the quieter of the two is taken: a neighbour at the edge spoils the one, a galaxy that
/// fills the cutout the other. Features have an estimate of their own, <see cref="SkyStatistics.OfBorder"/>.
/// </summary>
public static class DisplaySky
{
    private const double MadToSigma = 1.482602218505602;
    private const double ClipSigmas = 3;
    private const double BorderFraction = 0.1;

    /// <summary>Enough for a level to 2% of the noise.</summary>
    private const int MaxSamples = 5_000;

    /// <summary>Level and noise, in units of the pixels; (0, 1) where nothing is finite or everything is equal.</summary>
    /// <param name="plane">[y, x]; NaN and infinities don't count.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static SkyStatistics Of(ReadOnlySpan<float> plane, int width, int height)
    {
        var whole = Measure(Sample(plane, width, height, isBorderOnly: false));
        var border = Measure(Sample(plane, width, height, isBorderOnly: true));
        var quieter = border is { } b && whole is { } w ? (b.Sigma <= w.Sigma ? b : w) : border ?? whole;
        return quieter ?? new SkyStatistics(0, 1);
    }

    private static float[] Sample(ReadOnlySpan<float> plane, int width, int height, bool isBorderOnly)
    {
        var margin = Math.Max(1, (int)(Math.Min(width, height) * BorderFraction));
        var values = new List<float>(plane.Length);
        for (var y = 0; y < height; y++)
        {
            var isInnerRow = isBorderOnly && y >= margin && y < height - margin && width > 2 * margin;
            for (var x = 0; x < width; x++)
            {
                if (isInnerRow && x == margin)
                {
                    x = width - margin;
                }

                var value = plane[(y * width) + x];
                if (float.IsFinite(value))
                {
                    values.Add(value);
                }
            }
        }

        var stride = 1 + ((values.Count - 1) / MaxSamples);
        float[] sample = stride <= 1 ? [.. values] : [.. Enumerable.Range(0, values.Count / stride).Select(i => values[i * stride])];
        Array.Sort(sample);
        return sample;
    }

    /// <summary>Where more than half of the pixels have one and the same value, that value is padding and is left out.</summary>
    private static SkyStatistics? Measure(float[] sorted)
    {
        var kept = sorted.AsSpan();
        while (kept.Length > 0)
        {
            var median = Limits.Quantile(kept, 0.5);
            var sigma = MadToSigma * MedianDeviation(kept, median);
            if (sigma == 0)
            {
                kept = kept.ToArray().Where(value => value != median).ToArray();
                continue;
            }

            var (from, to) = (0, kept.Length);
            while (kept[from] < median - (ClipSigmas * sigma))
            {
                from++;
            }

            while (kept[to - 1] > median + (ClipSigmas * sigma))
            {
                to--;
            }

            if (to - from == kept.Length)
            {
                return new SkyStatistics((float)median, (float)sigma);
            }

            kept = kept[from..to];
        }

        return null;
    }

    /// <summary>Of sorted values, by walking outwards from their median, nearest first.</summary>
    private static double MedianDeviation(ReadOnlySpan<float> sorted, double median)
    {
        var above = sorted.Length / 2;
        var below = above - 1;
        var (last, deviation) = (0.0, 0.0);
        for (var taken = 0; taken <= sorted.Length / 2; taken++)
        {
            var down = below >= 0 ? median - sorted[below] : double.PositiveInfinity;
            var up = above < sorted.Length ? sorted[above] - median : double.PositiveInfinity;
            (last, deviation) = (deviation, Math.Min(down, up));
            (below, above) = down <= up ? (below - 1, above) : (below, above + 1);
        }

        return sorted.Length % 2 == 1 ? deviation : (last + deviation) / 2;
    }
}
