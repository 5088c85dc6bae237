namespace LensGrains.Learning.Physics;

/// <summary>What an image says of the lens in it.</summary>
/// <param name="Score">Probability of a lens, 0 to 1, as the member gives it.</param>
/// <param name="Parameters">[12] in the order and units of <see cref="LensParameter"/>.</param>
/// <param name="Deviations">[12] their standard deviations.</param>
/// <param name="Unexplained">
/// What is left of the loss of the image, without the lens galaxy's light, once the source behind this lens is taken out too: 0 to about 1.
/// </param>
public sealed record LensMeasurement(double Score, IReadOnlyList<double> Parameters, IReadOnlyList<double> Deviations, double Unexplained)
{
    /// <summary>
    /// Parameters of which the network itself knows something: θ_E, ellipticity, shear and the place of the source. The others have a value
    /// only once they are refined.
    /// </summary>
    public const int Learned = (int)LensParameter.SourceY + 1;

    /// <summary>The value of a parameter.</summary>
    public double this[LensParameter parameter] => Parameters[(int)parameter];

    /// <summary>q of the mass, 0 to 1, and the direction of its major axis from x to y, 0° to 180°.</summary>
    public (double AxisRatio, double PositionAngleDeg) Mass
    {
        get
        {
            var (length, angle) = Polar(LensParameter.Ellipticity1);
            return ((1 - length) / (1 + length), angle);
        }
    }

    /// <summary>|γ| and its direction from x to y, 0° to 180°.</summary>
    public (double Length, double AngleDeg) Shear => Polar(LensParameter.Shear1);

    private (double Length, double AngleDeg) Polar(LensParameter first)
    {
        var (one, two) = (Parameters[(int)first], Parameters[(int)first + 1]);
        var angle = Math.Atan2(two, one) * 90 / Math.PI;
        return (Math.Sqrt((one * one) + (two * two)), angle < 0 ? angle + 180 : angle);
    }
}
