namespace LensGrains.Imaging.Simulation;

/// <summary>A point or a vector on the sky, in arcseconds from the centre of the cutout.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Up.</param>
public readonly record struct SkyVector(double X, double Y)
{
    /// <summary>Distance from the centre.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>Sum.</summary>
    public static SkyVector operator +(SkyVector a, SkyVector b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>Difference.</summary>
    public static SkyVector operator -(SkyVector a, SkyVector b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>Multiple.</summary>
    public static SkyVector operator *(double factor, SkyVector a) => new(factor * a.X, factor * a.Y);

    /// <summary>The same vector in axes turned by an angle, given its cosine and sine.</summary>
    public SkyVector Rotated(double cos, double sin) => new((X * cos) + (Y * sin), (Y * cos) - (X * sin));
}
