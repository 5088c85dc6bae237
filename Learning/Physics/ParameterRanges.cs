namespace LensGrains.Learning.Physics;

/// <summary>The parameters that a network can tell; it comes near the ends and never reaches them.</summary>
public sealed record ParameterRanges
{
    /// <summary>Least θ_E, arcseconds.</summary>
    public double LeastEinsteinRadiusArcsec { get; init; } = 0.3;

    /// <summary>Greatest θ_E, arcseconds.</summary>
    public double GreatestEinsteinRadiusArcsec { get; init; } = 4;

    /// <summary>Greatest ellipticity of mass and source, below 0.5, which is an axis ratio of a third.</summary>
    public double Ellipticity { get; init; } = 0.45;

    /// <summary>Greatest shear.</summary>
    public double Shear { get; init; } = 0.3;

    /// <summary>Greatest distance of the source from the centre, arcseconds.</summary>
    public double SourceDistanceArcsec { get; init; } = 2.5;

    /// <summary>Least effective radius of the source, arcseconds.</summary>
    public double LeastSourceRadiusArcsec { get; init; } = 0.06;

    /// <summary>Greatest effective radius of the source, arcseconds.</summary>
    public double GreatestSourceRadiusArcsec { get; init; } = 0.8;

    /// <summary>Greatest distance of the lens from the centre, arcseconds.</summary>
    public double LensDistanceArcsec { get; init; } = 0.3;

    /// <exception cref="ArgumentException">A range is empty.</exception>
    public void Validate()
    {
        if (!(LeastEinsteinRadiusArcsec > 0 && GreatestEinsteinRadiusArcsec > LeastEinsteinRadiusArcsec)
            || !(LeastSourceRadiusArcsec > 0 && GreatestSourceRadiusArcsec > LeastSourceRadiusArcsec)
            || Ellipticity is not (> 0 and < 0.5) || !(Shear > 0) || !(SourceDistanceArcsec > 0) || !(LensDistanceArcsec > 0))
        {
            throw new ArgumentException("Parameter ranges are positive, the least is below the greatest, and ellipticities are below 0.5.");
        }
    }

    /// <summary>
    /// Any numbers [b, 12] → parameters [b, 12]: radii evenly in their logarithm, pairs by u → m u/√(1 + |u|²), which knows no direction.
    /// </summary>
    internal torch.Tensor Map(torch.Tensor raw)
    {
        using var scope = torch.NewDisposeScope();
        return torch.cat(
            [
                Radius(raw, LensParameter.EinsteinRadius, LeastEinsteinRadiusArcsec, GreatestEinsteinRadiusArcsec),
                Pair(raw, LensParameter.Ellipticity1, Ellipticity),
                Pair(raw, LensParameter.Shear1, Shear),
                Pair(raw, LensParameter.SourceX, SourceDistanceArcsec),
                Radius(raw, LensParameter.SourceRadius, LeastSourceRadiusArcsec, GreatestSourceRadiusArcsec),
                Pair(raw, LensParameter.SourceEllipticity1, Ellipticity),
                Pair(raw, LensParameter.LensX, LensDistanceArcsec),
            ],
            1).MoveToOuterDisposeScope();
    }

    /// <summary>Parameters [b, 12] moved to the nearest that are in range, pairs towards zero.</summary>
    internal torch.Tensor Clamp(torch.Tensor parameters)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor Within(LensParameter parameter, double least, double greatest) => parameters.narrow(1, (long)parameter, 1).clamp(least, greatest);
        torch.Tensor Inside(LensParameter first, double greatest)
        {
            var pair = parameters.narrow(1, (long)first, 2);
            return pair * (greatest * (pair.square().sum(1L, keepdim: true) + 1e-12).rsqrt()).clamp_max(1);
        }

        return torch.cat(
            [
                Within(LensParameter.EinsteinRadius, LeastEinsteinRadiusArcsec, GreatestEinsteinRadiusArcsec),
                Inside(LensParameter.Ellipticity1, Ellipticity),
                Inside(LensParameter.Shear1, Shear),
                Inside(LensParameter.SourceX, SourceDistanceArcsec),
                Within(LensParameter.SourceRadius, LeastSourceRadiusArcsec, GreatestSourceRadiusArcsec),
                Inside(LensParameter.SourceEllipticity1, Ellipticity),
                Inside(LensParameter.LensX, LensDistanceArcsec),
            ],
            1).MoveToOuterDisposeScope();
    }

    /// <summary>What an error of one means for each parameter, so that the terms of their loss weigh about the same: [12].</summary>
    internal float[] Units() =>
    [
        0.25f * (float)GreatestEinsteinRadiusArcsec, .. Both(0.5 * Ellipticity), .. Both(0.3 * Shear), .. Both(0.3 * SourceDistanceArcsec),
        0.3f * (float)GreatestSourceRadiusArcsec, .. Both(0.5 * Ellipticity), .. Both(0.5 * LensDistanceArcsec),
    ];

    private static float[] Both(double unit) => [(float)unit, (float)unit];

    private static torch.Tensor Radius(torch.Tensor raw, LensParameter parameter, double least, double greatest)
        => (raw.narrow(1, (long)parameter, 1).sigmoid() * Math.Log(greatest / least)).exp() * least;

    private static torch.Tensor Pair(torch.Tensor raw, LensParameter first, double greatest)
    {
        var pair = raw.narrow(1, (long)first, 2);
        return pair * (pair.square().sum(1L, keepdim: true) + 1).rsqrt() * greatest;
    }
}
