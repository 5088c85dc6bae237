using LensGrains.Core.Rounds;

namespace LensGrains.Learning.Metrics;

/// <summary>Shares of counted things.</summary>
public static class Proportion
{
    private const double Z95 = 1.959963984540054;

    /// <summary>
    /// A share with Wilson's 95% interval (1927, JASA 22, 209), which stays honest where all or none are found, as a bootstrap does not.
    /// </summary>
    /// <param name="part">From 0 to <paramref name="whole"/>.</param>
    /// <param name="whole">With 0 the share is unknown: null, 0 to 1.</param>
    public static IntervalEstimate Wilson(int part, int whole)
    {
        if (whole == 0)
        {
            return new IntervalEstimate(null, 0, 1);
        }

        var (share, z2) = (part / (double)whole, Z95 * Z95);
        var centre = (share + (z2 / (2 * whole))) / (1 + (z2 / whole));
        var half = Z95 / (1 + (z2 / whole)) * Math.Sqrt((share * (1 - share) / whole) + (z2 / (4.0 * whole * whole)));
        return new IntervalEstimate(share, part == 0 ? 0 : centre - half, part == whole ? 1 : centre + half);
    }
}
