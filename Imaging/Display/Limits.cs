namespace LensGrains.Imaging;

/// <summary>The values that become black and white.</summary>
/// <param name="Low">Black and below.</param>
/// <param name="High">White and above.</param>
public readonly record struct Limits(double Low, double High)
{
    /// <summary>Smallest and largest of the finite values; (0, 1) where there are none.</summary>
    public static Limits MinMax(ReadOnlySpan<float> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return low <= high ? new Limits(low, high) : new Limits(0, 1);
    }

    /// <summary>Two percentiles (0 to 100) of the finite values, linear between neighbours as numpy's default.</summary>
    public static Limits Percentiles(ReadOnlySpan<float> values, double low, double high)
    {
        var sorted = SortedFinite(values);
        return sorted.Length == 0 ? new Limits(0, 1) : new Limits(Quantile(sorted, low / 100), Quantile(sorted, high / 100));
    }

    /// <summary>Quantile of sorted values, linear between neighbours.</summary>
    internal static double Quantile(ReadOnlySpan<float> sorted, double fraction)
    {
        var position = fraction * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * ((double)sorted[above] - sorted[below]));
    }

    internal static float[] SortedFinite(ReadOnlySpan<float> values)
    {
        var finite = new float[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                finite[count++] = value;
            }
        }

        Array.Resize(ref finite, count);
        Array.Sort(finite);
        return finite;
    }
}
