using LensGrains.Imaging.Simulation;

namespace LensGrains.Learning.Physics;

/// <summary>What is known of the parameters of sources: rows of [b, 12] float32 in which NaN stands for unknown.</summary>
public static class LensTruth
{
    private static readonly (LensParameter X, LensParameter Y)[] Positions =
        [(LensParameter.SourceX, LensParameter.SourceY), (LensParameter.LensX, LensParameter.LensY)];

    private static readonly (LensParameter First, LensParameter Second)[] Ellipses =
    [
        (LensParameter.Ellipticity1, LensParameter.Ellipticity2), (LensParameter.Shear1, LensParameter.Shear2),
        (LensParameter.SourceEllipticity1, LensParameter.SourceEllipticity2),
    ];

    /// <summary>The columns of a truth table that a row is made of.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["einstein_radius_arcsec", "axis_ratio", "position_angle_deg", "shear", "shear_angle_deg", "source_x_arcsec", "source_y_arcsec"];

    /// <summary>
    /// One row. Known are the Einstein radius, ellipticity, shear and source position of a galaxy behind one galaxy
    /// (<see cref="SourceKind.Lens"/>); of every other kind nothing is, since its mass is no single ellipsoid, or it lenses nothing.
    /// </summary>
    public static float[] Row(SourceTruth truth) => truth.Kind != SourceKind.Lens
        ? Row([.. Enumerable.Repeat(double.NaN, Columns.Count)])
        : Row(Array.ConvertAll(
            new[]
            {
                truth.EinsteinRadiusArcsec, truth.AxisRatio, truth.PositionAngleDeg, truth.Shear, truth.ShearAngleDeg, truth.SourcePosition?.X,
                truth.SourcePosition?.Y,
            },
            value => value ?? double.NaN));

    /// <summary>One row from the values of <see cref="Columns"/>, NaN where there is none.</summary>
    public static float[] Row(ReadOnlySpan<double> values)
    {
        var row = new float[LensParameters.Count];
        Array.Fill(row, float.NaN);
        row[(int)LensParameter.EinsteinRadius] = (float)values[0];
        SetEllipse(row, LensParameter.Ellipticity1, (1 - values[1]) / (1 + values[1]), values[2]);
        SetEllipse(row, LensParameter.Shear1, values[3], values[4]);
        row[(int)LensParameter.SourceX] = (float)values[5];
        row[(int)LensParameter.SourceY] = (float)values[6];
        return row;
    }

    /// <summary>Nothing known of any of <paramref name="count"/> sources: [count, 12].</summary>
    public static torch.Tensor Unknown(long count) => torch.full([count, LensParameters.Count], float.NaN);

    /// <summary>
    /// What becomes of parameters [b, 12] when each image [y, x] is transposed where 4 is in its number, then mirrored top to bottom where 2
    /// is, then left to right where 1 is (<paramref name="orientations"/> [b], int64, 0 to 7).
    /// </summary>
    public static torch.Tensor Turn(torch.Tensor parameters, torch.Tensor orientations)
    {
        LensParameters.Require(parameters);
        using var scope = torch.NewDisposeScope();
        var numbers = orientations.reshape(-1, 1);
        var (transposed, topDown, sideways) = (numbers.ge(4), numbers.remainder(4).ge(2), numbers.remainder(2).ge(1));
        var columns = parameters.split(1, 1);
        foreach (var (x, y) in Positions)
        {
            var (wasX, wasY) = (columns[(int)x], columns[(int)y]);
            columns[(int)x] = Negated(torch.where(transposed, wasY, wasX), sideways);
            columns[(int)y] = Negated(torch.where(transposed, wasX, wasY), topDown);
        }

        foreach (var (first, second) in Ellipses)
        {
            columns[(int)first] = Negated(columns[(int)first], transposed);
            columns[(int)second] = Negated(Negated(columns[(int)second], sideways), topDown);
        }

        return torch.cat(columns, 1).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Negated(torch.Tensor values, torch.Tensor where) => torch.where(where, -values, values);

    private static void SetEllipse(float[] row, LensParameter first, double length, double angleDeg)
    {
        var (sin, cos) = Math.SinCos(2 * angleDeg * Math.PI / 180);
        (row[(int)first], row[(int)first + 1]) = ((float)(length * cos), (float)(length * sin));
    }
}
