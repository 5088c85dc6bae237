namespace LensGrains.Imaging.Simulation.Painted;

/// <summary>A square of brightness; positions in pixels from its centre.</summary>
internal sealed class Canvas(int size)
{
    /// <summary>[y, x].</summary>
    public float[] Pixels { get; } = new float[size * size];

    /// <summary>Adds a Gaussian of a peak; its standard deviation across the axis is (1 - ellipticity) of that along it.</summary>
    public void AddGaussian(SkyVector center, double peak, double sigma, double ellipticity, double angleRadians)
    {
        var (sin, cos) = Math.SinCos(angleRadians);
        var (along, across) = (1 / (sigma * Math.Sqrt(2)), 1 / (sigma * (1 - ellipticity) * Math.Sqrt(2)));
        var middle = size / 2.0;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var local = new SkyVector(x - middle - center.X, y - middle - center.Y).Rotated(cos, sin);
                var (u, v) = (local.X * along, local.Y * across);
                Pixels[(y * size) + x] += (float)(peak * Math.Exp(-(u * u) - (v * v)));
            }
        }
    }
}
