namespace LensGrains.Imaging;

/// <summary>Second moments of the central galaxy under an adaptive round window.</summary>
/// <param name="AxisRatio">Minor over major axis, 0.3 to 1.</param>
/// <param name="AngleRadians">Direction of the major axis.</param>
/// <param name="Sigma">Size of the window that fits, pixels.</param>
internal readonly record struct GalaxyShape(float AxisRatio, float AngleRadians, float Sigma)
{
    private const int Iterations = 6;
    private const float SmallestAxisRatio = 0.3f;

    public static GalaxyShape Measure(float[] light)
    {
        var shape = new GalaxyShape(1, 0, 4);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            shape = Step(light, shape.Sigma);
        }

        return shape;
    }

    private static GalaxyShape Step(float[] light, float sigma)
    {
        double sum = 0, xx = 0, xy = 0, yy = 0;
        Span<double> window = stackalloc double[WorkingGrid.Size];
        for (var x = 0; x < window.Length; x++)
        {
            window[x] = Math.Exp(-(x - WorkingGrid.Center) * (x - WorkingGrid.Center) / (2 * sigma * sigma));
        }

        for (var i = 0; i < light.Length; i++)
        {
            var (dx, dy) = ((i % WorkingGrid.Size) - WorkingGrid.Center, (i / WorkingGrid.Size) - WorkingGrid.Center);
            var weight = Math.Max(0, light[i]) * window[i % WorkingGrid.Size] * window[i / WorkingGrid.Size];
            sum += weight;
            xx += weight * dx * dx;
            xy += weight * dx * dy;
            yy += weight * dy * dy;
        }

        if (sum <= 0)
        {
            return new GalaxyShape(1, 0, sigma);
        }

        var (a, b, c) = (xx / sum, xy / sum, yy / sum);
        var half = Math.Sqrt((((a - c) * (a - c)) / 4) + (b * b));
        var (major, minor) = (((a + c) / 2) + half, ((a + c) / 2) - half);

        // The window halves a Gaussian's variance along both axes where it fits; its ellipticity is undone the same way.
        var ratio = Math.Sqrt(Math.Max(0, Unwindow(minor, sigma)) / Math.Max(1e-6, Unwindow(major, sigma)));
        var next = Math.Sqrt(Math.Max(0.5, a + c));
        return new GalaxyShape(
            (float)Math.Clamp(ratio, SmallestAxisRatio, 1), (float)(0.5 * Math.Atan2(2 * b, a - c)), (float)Math.Clamp(next, 1.5, 8));
    }

    private static double Unwindow(double variance, double sigma)
        => 1 / Math.Max(1e-3, (1 / Math.Max(variance, 1e-3)) - (1 / (sigma * sigma)));
}
