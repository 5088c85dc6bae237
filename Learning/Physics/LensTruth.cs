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

    /// <summary>
    /// One row. Known are the Einstein radius, ellipticity, shear and source position of a galaxy behind one galaxy
    /// (<see cref="SourceKind.Lens"/>); of every other kind nothing is, since its mass is no single ellipsoid, or it lenses nothing.
    /// </summary>
    public static float[] Row(SourceTruth truth)
    {
        var row = new float[LensParameters.Count];
        Array.Fill(row, float.NaN);
        if (truth.Kind == SourceKind.Lens)
        {
            var axisRatio = truth.AxisRatio ?? double.NaN;
            Set(row, LensParameter.EinsteinRadius, truth.EinsteinRadiusArcsec);
            SetEllipse(row, LensParameter.Ellipticity1, (1 - axisRatio) / (1 + axisRatio), truth.PositionAngleDeg);
            SetEllipse(row, LensParameter.Shear1, truth.Shear, truth.ShearAngleDeg);
            Set(row, LensParameter.SourceX, truth.SourcePosition?.X);
            Set(row, LensParameter.SourceY, truth.SourcePosition?.Y);
        }

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

    private static void Set(float[] row, LensParameter parameter, double? value) => row[(int)parameter] = (float)(value ?? double.NaN);

    private static void SetEllipse(float[] row, LensParameter first, double? length, double? angleDeg)
    {
        var (sin, cos) = Math.SinCos(2 * (angleDeg ?? double.NaN) * Math.PI / 180);
        Set(row, first, length * cos);
        Set(row, first + 1, length * sin);
    }
}
