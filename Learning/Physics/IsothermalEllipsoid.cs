namespace LensGrains.Learning.Physics;

/// <summary>
/// Deflection of singular isothermal ellipsoids without any angle, so that it is smooth in the ellipticity, at e = 0 too. Kormann,
/// Schneider and Bartelmann's closed form (1994, A&amp;A 284, 285, eq. 27a) is, in complex numbers, that of Tessore and Metcalf
/// (2015, A&amp;A 580, A79, eq. 13) for an isothermal slope. With ζ = x + i y, e = e1 + i e2, w = ζ - e ζ* and u = w/|w|:
/// α = θ_E √(1 - |e|²) u Σ (-e* u²)ⁿ/(2n + 1).
/// What the sum leaves out is below |e|^17/35: 2e-9 at the axis ratio 0.45, 2e-7 at a third.
/// </summary>
internal static class IsothermalEllipsoid
{
    private const int LastTerm = 16;

    /// <param name="parameters">[b, 12].</param>
    /// <param name="x">Offsets from the lens, [b, 1, x].</param>
    /// <param name="y">Offsets from the lens, [b, y, 1].</param>
    /// <param name="core">|w| is √(|w|² + core²), which makes the deflection smooth at the centre.</param>
    public static (torch.Tensor X, torch.Tensor Y) Deflect(torch.Tensor parameters, torch.Tensor x, torch.Tensor y, double core)
    {
        var radius = LensParameters.Column(parameters, LensParameter.EinsteinRadius);
        var e1 = LensParameters.Column(parameters, LensParameter.Ellipticity1);
        var e2 = LensParameters.Column(parameters, LensParameter.Ellipticity2);
        var (wX, wY) = Flattened(e1, e2, x, y);
        var inverse = (wX.square() + wY.square() + (core * core)).rsqrt();
        var (uX, uY) = (wX * inverse, wY * inverse);
        var (sumX, sumY) = Sum(e1, e2, uX.square() - uY.square(), 2 * uX * uY);
        var scale = radius * (1 - e1.square() - e2.square()).sqrt();
        return (scale * ((uX * sumX) - (uY * sumY)), scale * ((uX * sumY) + (uY * sumX)));
    }

    /// <summary>ζ - e ζ*: constant length on ellipses of ellipticity e.</summary>
    public static (torch.Tensor X, torch.Tensor Y) Flattened(torch.Tensor e1, torch.Tensor e2, torch.Tensor x, torch.Tensor y)
        => (((1 - e1) * x) - (e2 * y), ((1 + e1) * y) - (e2 * x));

    // Σ vⁿ/(2n + 1) by Horner's scheme, with v = -e* u².
    private static (torch.Tensor X, torch.Tensor Y) Sum(torch.Tensor e1, torch.Tensor e2, torch.Tensor squareX, torch.Tensor squareY)
    {
        var vX = -((e1 * squareX) + (e2 * squareY));
        var vY = (e2 * squareX) - (e1 * squareY);
        var (sumX, sumY) = ((vX * Weight(LastTerm)) + Weight(LastTerm - 1), vY * Weight(LastTerm));
        for (var term = LastTerm - 2; term >= 0; term--)
        {
            (sumX, sumY) = ((vX * sumX) - (vY * sumY) + Weight(term), (vX * sumY) + (vY * sumX));
        }

        return (sumX, sumY);
    }

    private static double Weight(int term) => 1.0 / ((2 * term) + 1);
}
