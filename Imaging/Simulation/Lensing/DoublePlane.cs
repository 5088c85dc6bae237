namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>
/// A lens with two sources at different redshifts, the nearer of which bends the light of the farther, too (Schneider, Ehlers and Falco
/// 1992, section 9.1; Collett and Auger 2014, MNRAS 443, 969, eqs. 1 to 4). With both deflections reduced for the farther source,
/// the plane of the nearer one is seen at θ₂ = θ - η α₁(θ), and the farther one at β = θ - α₁(θ) - α₂(θ₂), where
/// η = D₁₂ D_s / (D₂ D₁s) &lt; 1 of the angular diameter distances.
/// </summary>
/// <param name="lens">α₁, scaled for the nearer source.</param>
/// <param name="nearSource">α₂: mass in the plane of the nearer source, at the positions θ₂ there, scaled for the farther source.</param>
/// <param name="scale">η, in (0, 1).</param>
public sealed class DoublePlane(IDeflector lens, IDeflector nearSource, double scale)
{
    /// <summary>Where the nearer source is seen: θ₂(θ).</summary>
    public ILensMapping Near { get; } = new LensPlane(lens);

    /// <summary>Where the farther source is seen: β(θ), through both planes.</summary>
    public ILensMapping Far { get; } = new FarMapping(lens, nearSource, scale);

    private sealed class FarMapping(IDeflector lens, IDeflector nearSource, double scale) : ILensMapping
    {
        public SkyVector SourcePosition(SkyVector position)
        {
            var deflection = lens.Deflection(position);
            return position - ((1 / scale) * deflection) - nearSource.Deflection(position - deflection);
        }

        public Matrix2 Jacobian(SkyVector position)
        {
            var hessian = lens.Hessian(position);
            var second = nearSource.Hessian(position - lens.Deflection(position));
            return Matrix2.Identity - ((1 / scale) * hessian) - (second * (Matrix2.Identity - hessian));
        }
    }
}
