namespace LensGrains.Imaging;

/// <summary>
/// The zscale limits of IRAF's display task: a line is fitted to the sorted sample, outliers are rejected, and the slope
/// over the contrast spans the limits around the median. Follows the definition in the IRAF help page of <c>display</c>
/// with the sampling and rejection rules of astropy.visualization.ZScaleInterval 5.2 (same limits to 1e-6).
/// </summary>
public static class ZScale
{
    private const int Samples = 1000;
    private const double MaxRejected = 0.5;
    private const int MinPixels = 5;
    private const double RejectionSigmas = 2.5;
    private const int MaxIterations = 5;

    /// <summary>The limits of an image; NaN and infinities do not count; (0, 1) where nothing is finite.</summary>
    /// <param name="values">The pixels, in file order.</param>
    /// <param name="contrast">0.25 as everywhere; smaller is softer.</param>
    public static Limits Of(ReadOnlySpan<float> values, double contrast = 0.25)
    {
        var sample = Sample(values);
        if (sample.Length == 0)
        {
            return new Limits(0, 1);
        }

        Array.Sort(sample);
        var (low, high) = ((double)sample[0], (double)sample[^1]);
        if (FitSlope(sample) is not { } slope)
        {
            return new Limits(low, high);
        }

        slope = contrast > 0 ? slope / contrast : slope;
        var center = (sample.Length - 1) / 2;
        var median = Limits.Quantile(sample, 0.5);
        return new Limits(
            Math.Max(low, median - ((center - 1) * slope)), Math.Min(high, median + ((sample.Length - center) * slope)));
    }

    private static float[] Sample(ReadOnlySpan<float> values)
    {
        var finite = new List<float>(values.Length);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                finite.Add(value);
            }
        }

        var stride = (int)Math.Max(1.0, finite.Count / (double)Samples);
        return [.. Enumerable.Range(0, Math.Min(Samples, (finite.Count + stride - 1) / stride)).Select(i => finite[i * stride])];
    }

    /// <summary>Slope per rank of the line through the sample that is left after rejection; null where too little is left.</summary>
    private static double? FitSlope(float[] sample)
    {
        var isBad = new bool[sample.Length];
        var minimum = Math.Max(MinPixels, (int)(sample.Length * MaxRejected));
        var grow = Math.Max(1, (int)(sample.Length * 0.01));
        var (good, lastGood, slope) = (sample.Length, sample.Length + 1, 0.0);
        for (var iteration = 0; iteration < MaxIterations && good < lastGood && good >= minimum; iteration++)
        {
            slope = RejectOnce(sample, ref isBad, grow);
            lastGood = good;
            good = isBad.Count(bad => !bad);
        }

        return good >= minimum ? slope : null;
    }

    private static double RejectOnce(float[] sample, ref bool[] isBad, int grow)
    {
        var (slope, intercept) = FitLine(sample, isBad);
        double Residual(int i) => sample[i] - (intercept + (slope * i));
        double n = 0, sum = 0, squares = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (!isBad[i])
            {
                n++;
                sum += Residual(i);
            }
        }

        for (var i = 0; i < sample.Length; i++)
        {
            squares += isBad[i] ? 0 : Math.Pow(Residual(i) - (sum / n), 2);
        }

        var threshold = RejectionSigmas * Math.Sqrt(squares / n);
        for (var i = 0; i < sample.Length; i++)
        {
            isBad[i] |= Math.Abs(Residual(i)) > threshold;
        }

        isBad = Grow(isBad, grow);
        return slope;
    }

    private static (double Slope, double Intercept) FitLine(float[] sample, bool[] isBad)
    {
        double n = 0, sx = 0, sy = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            (n, sx, sy) = isBad[i] ? (n, sx, sy) : (n + 1, sx + i, sy + sample[i]);
        }

        double sxx = 0, sxy = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            var dx = i - (sx / n);
            (sxx, sxy) = isBad[i] ? (sxx, sxy) : (sxx + (dx * dx), sxy + (dx * (sample[i] - (sy / n))));
        }

        var slope = sxx > 0 ? sxy / sxx : 0;
        return (slope, (sy / n) - (slope * sx / n));
    }

    /// <summary>Rejected ranks take their neighbours with them: a window of <paramref name="width"/> centred as numpy's
    /// convolve centres an even kernel.</summary>
    private static bool[] Grow(bool[] isBad, int width)
    {
        var left = width / 2;
        var grown = new bool[isBad.Length];
        for (var i = 0; i < isBad.Length; i++)
        {
            if (isBad[i])
            {
                var from = Math.Max(0, i - (width - left - 1));
                var to = Math.Min(isBad.Length - 1, i + left);
                grown.AsSpan(from, to - from + 1).Fill(true);
            }
        }

        return grown;
    }
}
