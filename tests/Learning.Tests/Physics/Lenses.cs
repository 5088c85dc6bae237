using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Tests.Physics;

/// <summary>Lenses by number, as parameters and as the simulator's deflectors.</summary>
internal static class Lenses
{
    public const double PixelScaleArcsec = 0.2;

    /// <summary>Axis ratio, direction of the major axis, shear and its direction of a few lenses.</summary>
    private static readonly (double Radius, double AxisRatio, double Angle, double Shear, double ShearAngle)[] Drawn =
    [
        (1.4, 0.78, 0.3, 0.04, 1.1), (0.8, 0.46, 2.6, 0.09, 0.2), (2.3, 0.97, 1.5, 0, 0), (1.1, 0.6, 0, 0.05, 2.9),
    ];

    public static int Count => Drawn.Length;

    /// <summary>All of them, [b, 12] float64.</summary>
    public static torch.Tensor All() => torch.tensor(Enumerable.Range(0, Count).SelectMany(Row).ToArray(), [Count, LensParameters.Count]);

    public static double[] Row(int number)
    {
        var (radius, axisRatio, angle, shear, shearAngle) = Drawn[number];
        var e = (1 - axisRatio) / (1 + axisRatio);
        return
        [
            radius, e * Math.Cos(2 * angle), e * Math.Sin(2 * angle), shear * Math.Cos(2 * shearAngle), shear * Math.Sin(2 * shearAngle),
            0.21 - (0.1 * number), 0.13 * number, 0.2 + (0.03 * number), 0.2, -0.05 * number, 0.04, -0.03 * number,
        ];
    }

    public static LensPlane Plane(int number)
    {
        var (radius, axisRatio, angle, shear, shearAngle) = Drawn[number];
        var center = new SkyVector(Row(number)[(int)LensParameter.LensX], Row(number)[(int)LensParameter.LensY]);
        return new LensPlane(
            new SieLens(radius, axisRatio, angle, center),
            new ExternalShear(shear * Math.Cos(2 * shearAngle), shear * Math.Sin(2 * shearAngle), center));
    }

    public static SersicProfile Source(int number, double index)
    {
        var row = Row(number);
        var (e1, e2) = (row[(int)LensParameter.SourceEllipticity1], row[(int)LensParameter.SourceEllipticity2]);
        var e = Math.Sqrt((e1 * e1) + (e2 * e2));
        return new SersicProfile(
            new SkyVector(row[(int)LensParameter.SourceX], row[(int)LensParameter.SourceY]), row[(int)LensParameter.SourceRadius], index,
            (1 - e) / (1 + e), Math.Atan2(e2, e1) / 2);
    }

    /// <summary>One lens with some of its parameters set, the others zero but for θ_E = 1.03″ and a source of 0.2″: [1, 12] float64.</summary>
    public static torch.Tensor With(params (LensParameter Parameter, double Value)[] values)
    {
        var row = new double[LensParameters.Count];
        row[(int)LensParameter.EinsteinRadius] = 1.03;
        row[(int)LensParameter.SourceRadius] = 0.2;
        foreach (var (parameter, value) in values)
        {
            row[(int)parameter] = value;
        }

        return torch.tensor(row, [1, LensParameters.Count]);
    }
}
