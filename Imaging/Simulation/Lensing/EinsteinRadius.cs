namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>One number for the strength of any lens.</summary>
public static class EinsteinRadius
{
    private const int Directions = 64;
    private const int Steps = 32;
    private const int Halvings = 44;

    /// <summary>
    /// The radius of the greatest circle about a centre within which the mean convergence is 1, in arcseconds; null where there is none
    /// up to <paramref name="greatestArcsec"/>. By Gauss' theorem the mean convergence is the mean outward deflection on the
    /// circle over its radius, so shear does not count. For an isothermal sphere it is θ_E.
    /// </summary>
    public static double? Of(IDeflector lens, SkyVector center, double greatestArcsec)
    {
        for (var step = Steps; step > 0; step--)
        {
            var radius = greatestArcsec * step / Steps;
            if (MeanConvergence(lens, center, radius) >= 1)
            {
                return step == Steps ? null : Between(lens, center, radius, greatestArcsec * (step + 1) / Steps);
            }
        }

        return null;
    }

    private static double Between(IDeflector lens, SkyVector center, double low, double high)
    {
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = MeanConvergence(lens, center, middle) >= 1 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double MeanConvergence(IDeflector lens, SkyVector center, double radius)
    {
        var sum = 0.0;
        for (var i = 0; i < Directions; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * (i + 0.5) / Directions);
            var deflection = lens.Deflection(center + (radius * new SkyVector(cos, sin)));
            sum += (deflection.X * cos) + (deflection.Y * sin);
        }

        return sum / (Directions * radius);
    }
}
