namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// Mass in one plane of the sky. Potential and deflection are the reduced ones, scaled for one redshift of the source
/// (Narayan and Bartelmann 1996, astro-ph/9606001, eqs. 47 to 55): α = ∇ψ, ∇²ψ = 2κ, and where this is the only mass β = θ - α(θ).
/// </summary>
public interface IDeflector
{
    /// <summary>ψ(θ) in square arcseconds; its zero is arbitrary.</summary>
    double Potential(SkyVector position);

    /// <summary>α(θ) in arcseconds; zero at the centre of a profile that has a cusp there.</summary>
    SkyVector Deflection(SkyVector position);

    /// <summary>∂α/∂θ, symmetric, without unit; its trace is 2κ.</summary>
    Matrix2 Hessian(SkyVector position);
}

/// <summary>Where the rays that are seen at a position come from.</summary>
public interface ILensMapping
{
    /// <summary>β(θ) in arcseconds.</summary>
    SkyVector SourcePosition(SkyVector position);

    /// <summary>∂β/∂θ; an image at θ is magnified by the inverse of its determinant.</summary>
    Matrix2 Jacobian(SkyVector position);
}
