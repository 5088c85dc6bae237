namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>A thin disc seen under an angle.</summary>
internal sealed class Disc(SkyVector center, double axisRatio, double angleRadians)
{
    private readonly double _cos = Math.Cos(angleRadians);
    private readonly double _sin = Math.Sin(angleRadians);

    public SkyVector Center => center;

    public double AxisRatio => axisRatio;

    public double AngleRadians => angleRadians;

    public double Radius(SkyVector position) => Flattened(position).Length;

    public (double Radius, double Angle) Polar(SkyVector position)
    {
        var flat = Flattened(position);
        return (flat.Length, Math.Atan2(flat.Y, flat.X));
    }

    private SkyVector Flattened(SkyVector position)
    {
        var local = (position - center).Rotated(_cos, _sin);
        return new SkyVector(local.X, local.Y / axisRatio);
    }
}
