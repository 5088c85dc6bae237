using MathNet.Numerics;

namespace LensGrains.Learning.Physics;

/// <summary>
/// Elliptical Sérsic profiles of total flux 1: I(R) = I_e exp(-b ((R/R_e)^(1/n) - 1)) with b by Ciotti and Bertin (1999, A&amp;A 352, 447,
/// eq. 18), R² = q x² + y²/q along the axes, which is |δ - e δ*|²/(1 - |e|²) for the offset δ = x + i y.
/// </summary>
internal static class SourceLight
{
    private const double SmallestRadiusFraction = 1e-4;

    /// <summary>Flux per square arcsecond at places in the source plane: [b, 12], [b, y, x], [b, y, x] → [b, y, x].</summary>
    public static torch.Tensor Brightness(torch.Tensor parameters, torch.Tensor x, torch.Tensor y, double index)
    {
        var e1 = LensParameters.Column(parameters, LensParameter.SourceEllipticity1);
        var e2 = LensParameters.Column(parameters, LensParameter.SourceEllipticity2);
        var offsetX = x - LensParameters.Column(parameters, LensParameter.SourceX);
        var offsetY = y - LensParameters.Column(parameters, LensParameter.SourceY);
        var (wX, wY) = IsothermalEllipsoid.Flattened(e1, e2, offsetX, offsetY);
        var area = LensParameters.Column(parameters, LensParameter.SourceRadius).square();
        var squared = (wX.square() + wY.square()) / (area * (1 - e1.square() - e2.square()));
        var b = Slope(index);
        var shape = Power(squared.clamp_min(SmallestRadiusFraction * SmallestRadiusFraction), 0.5 / index);
        return (shape * -b).exp() * CentralBrightness(index, b) / area;
    }

    private static torch.Tensor Power(torch.Tensor squared, double exponent) => exponent switch
    {
        0.5 => squared.sqrt(),
        1 => squared,
        _ => squared.pow(exponent),
    };

    private static double Slope(double index) => (2 * index) - (1.0 / 3) + (4 / (405 * index)) + (46 / (25515 * index * index));

    // Of a profile with R_e = 1 and total flux 2π n I_0 b^(-2n) Γ(2n) = 1.
    private static double CentralBrightness(double index, double b)
        => Math.Exp((2 * index * Math.Log(b)) - Math.Log(2 * Math.PI * index) - SpecialFunctions.GammaLn(2 * index));
}
