namespace LensGrains.Imaging.Simulation.Lensing;

/// <summary>All mass at one redshift, seen by sources at another: β = θ - Σ α(θ).</summary>
/// <param name="deflectors">Scaled for the same source.</param>
public sealed class LensPlane(params IReadOnlyList<IDeflector> deflectors) : IDeflector, ILensMapping
{
    private readonly IDeflector[] _deflectors = [.. deflectors];

    /// <inheritdoc/>
    public SkyVector SourcePosition(SkyVector position)
    {
        var source = position;
        foreach (var deflector in _deflectors)
        {
            source -= deflector.Deflection(position);
        }

        return source;
    }

    /// <inheritdoc/>
    public Matrix2 Jacobian(SkyVector position) => Matrix2.Identity - Hessian(position);

    /// <inheritdoc/>
    public double Potential(SkyVector position)
    {
        var sum = 0.0;
        foreach (var deflector in _deflectors)
        {
            sum += deflector.Potential(position);
        }

        return sum;
    }

    /// <inheritdoc/>
    public SkyVector Deflection(SkyVector position) => position - SourcePosition(position);

    /// <inheritdoc/>
    public Matrix2 Hessian(SkyVector position)
    {
        var sum = default(Matrix2);
        foreach (var deflector in _deflectors)
        {
            sum += deflector.Hessian(position);
        }

        return sum;
    }
}
