namespace LensGrains.Learning.Tests.Networks;

/// <summary>Images of a galaxy with a piece of a circle, or a round companion, drawn about the centre; one band.</summary>
internal sealed record PaintedArcs
{
    public int Size { get; init; } = 64;

    /// <summary>Pixels from the centre.</summary>
    public double Radius { get; init; } = 12;

    /// <summary>Peak of the arc; the galaxy's is 1.</summary>
    public double ArcPeak { get; init; } = 0.15;

    /// <summary>Peak of a companion at the same place.</summary>
    public double CompanionPeak { get; init; }

    public double GalaxyPeak { get; init; } = 1;

    /// <summary>Standard deviation of the noise of a pixel.</summary>
    public double Noise { get; init; } = 0.02;

    private const double HalfWidth = 1.5;
    private const double HalfLength = Math.PI / 6;

    /// <summary>[1, 1, y, x], the arc's middle at a position angle from the x axis towards the y axis.</summary>
    public torch.Tensor At(double angle, torch.Generator generator)
    {
        var pixels = new float[Size * Size];
        var middle = (Size - 1) / 2.0;
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (float)Light((i % Size) - middle, (i / Size) - middle, angle);
        }

        var noise = torch.randn([1, 1, Size, Size], generator: generator);
        return torch.tensor(pixels, [1, 1, Size, Size]) + (noise * Noise);
    }

    /// <summary>1 where the arc is, 0 elsewhere: [y, x].</summary>
    public torch.Tensor Footprint(double angle)
    {
        var middle = (Size - 1) / 2.0;
        var inside = Enumerable.Range(0, Size * Size).Select(i =>
        {
            var (x, y) = ((i % Size) - middle, (i / Size) - middle);
            return Math.Abs(Math.Sqrt((x * x) + (y * y)) - Radius) < 3 && Turn(x, y, angle) < HalfLength ? 1f : 0f;
        });
        return torch.tensor(inside.ToArray(), [Size, Size]);
    }

    private static double Turn(double x, double y, double angle) => Math.Abs(Math.IEEERemainder(Math.Atan2(y, x) - angle, 2 * Math.PI));

    // An exponential galaxy, flattened by a fifth along a direction of its own.
    private double Light(double x, double y, double angle)
    {
        var (u, v) = ((x * 0.92) + (y * 0.39), (y * 0.92) - (x * 0.39));
        var galaxy = GalaxyPeak * Math.Exp(-1.5 * Math.Sqrt((u * u / 16) + (v * v / 10.24)));
        var beyond = Math.Max(0, Turn(x, y, angle) - HalfLength) * Radius;
        var radial = Math.Sqrt((x * x) + (y * y)) - Radius;
        var (dx, dy) = (x - (Radius * Math.Cos(angle)), y - (Radius * Math.Sin(angle)));
        return galaxy + (ArcPeak * Gaussian(radial, beyond)) + (CompanionPeak * Gaussian(dx, dy));
    }

    private static double Gaussian(double a, double b) => Math.Exp(-((a * a) + (b * b)) / (2 * HalfWidth * HalfWidth));
}
