namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>A 2 × 2 matrix: the derivative of one position on the sky by another, without unit.</summary>
/// <param name="XX">∂x'/∂x.</param>
/// <param name="XY">∂x'/∂y.</param>
/// <param name="YX">∂y'/∂x.</param>
/// <param name="YY">∂y'/∂y.</param>
public readonly record struct Matrix2(double XX, double XY, double YX, double YY)
{
    /// <summary>1.</summary>
    public static Matrix2 Identity { get; } = new(1, 0, 0, 1);

    /// <summary>XX YY - XY YX.</summary>
    public double Determinant => (XX * YY) - (XY * YX);

    /// <summary>Sum.</summary>
    public static Matrix2 operator +(Matrix2 a, Matrix2 b) => new(a.XX + b.XX, a.XY + b.XY, a.YX + b.YX, a.YY + b.YY);

    /// <summary>Difference.</summary>
    public static Matrix2 operator -(Matrix2 a, Matrix2 b) => new(a.XX - b.XX, a.XY - b.XY, a.YX - b.YX, a.YY - b.YY);

    /// <summary>Multiple.</summary>
    public static Matrix2 operator *(double factor, Matrix2 a) => new(factor * a.XX, factor * a.XY, factor * a.YX, factor * a.YY);

    /// <summary>Product: first <paramref name="b"/>, then <paramref name="a"/>.</summary>
    public static Matrix2 operator *(Matrix2 a, Matrix2 b) => new(
        (a.XX * b.XX) + (a.XY * b.YX), (a.XX * b.XY) + (a.XY * b.YY), (a.YX * b.XX) + (a.YY * b.YX), (a.YX * b.XY) + (a.YY * b.YY));

    /// <summary>The vector that this matrix maps to <paramref name="target"/>; not finite where the determinant is zero.</summary>
    public SkyVector Solve(SkyVector target)
        => (1 / Determinant) * new SkyVector((YY * target.X) - (XY * target.Y), (XX * target.Y) - (YX * target.X));
}
