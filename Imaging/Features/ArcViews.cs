namespace LensGrains.Imaging;

/// <summary>The images that arcs stand out in, all in units of their own noise.</summary>
internal sealed class ArcViews
{
    private const float CoreRadius = 4;
    private const float SmoothingSigma = 1;

    private ArcViews(WorkingGrid grid, float[] light, GalaxyShape shape, float[] residual, float[] blue)
    {
        Grid = grid;
        Light = light;
        Shape = shape;
        Residual = residual;
        Blue = blue;
        LightPolar = PolarMap.Of(light);
        ResidualPolar = PolarMap.Of(residual);
        BluePolar = PolarMap.Of(blue);
    }

    public WorkingGrid Grid { get; }

    /// <summary>The mean of the three planes.</summary>
    public float[] Light { get; }

    /// <summary>Shape of the central galaxy.</summary>
    public GalaxyShape Shape { get; }

    /// <summary>Light less an elliptical model, slightly smoothed.</summary>
    public float[] Residual { get; }

    /// <summary>Blue less red with the centre's colour, slightly smoothed.</summary>
    public float[] Blue { get; }

    public PolarMap LightPolar { get; }

    public PolarMap ResidualPolar { get; }

    public PolarMap BluePolar { get; }

    public static ArcViews Of(WorkingGrid grid)
    {
        var light = new float[grid.Blue.Length];
        for (var i = 0; i < light.Length; i++)
        {
            light[i] = (grid.Blue[i] + grid.Middle[i] + grid.Red[i]) / 3;
        }

        light = WorkingGrid.InUnitsOfNoise(light);
        var shape = GalaxyShape.Measure(light);
        var residual = EllipticalModel.Subtract(light, shape);
        var blue = grid.HasColor ? BlueExcess(grid) : EllipticalModel.Subtract(grid.Blue, shape);
        return new ArcViews(grid, light, shape, Smooth(residual), Smooth(blue));
    }

    /// <summary>Blue - a red, with a from least squares over the core, where the galaxy is alone.</summary>
    private static float[] BlueExcess(WorkingGrid grid)
    {
        double product = 0, square = 0;
        for (var i = 0; i < grid.Blue.Length; i++)
        {
            var (dx, dy) = ((i % WorkingGrid.Size) - WorkingGrid.Center, (i / WorkingGrid.Size) - WorkingGrid.Center);
            if ((dx * dx) + (dy * dy) <= CoreRadius * CoreRadius)
            {
                product += grid.Blue[i] * (double)grid.Red[i];
                square += grid.Red[i] * (double)grid.Red[i];
            }
        }

        var ratio = square > 0 ? (float)Math.Clamp(product / square, 0, 20) : 0;
        var excess = new float[grid.Blue.Length];
        for (var i = 0; i < excess.Length; i++)
        {
            excess[i] = grid.Blue[i] - (ratio * grid.Red[i]);
        }

        return excess;
    }

    private static float[] Smooth(float[] image) => WorkingGrid.InUnitsOfNoise(Gaussian.Blur(image, WorkingGrid.Size, SmoothingSigma));
}
