namespace LensGrains.Learning.Physics;

/// <summary>What the light of a lens galaxy may be; lengths in arcseconds.</summary>
public sealed record LensLightOptions
{
    /// <summary>σ of the narrowest Gaussian, the seeing included. Default 0.3.</summary>
    public double NarrowestArcsec { get; init; } = 0.3;

    /// <summary>From each Gaussian's σ to the next one's, more than 1. Default 2: closer ones take more of the arcs with them.</summary>
    public double Ratio { get; init; } = 2;

    /// <summary>Gaussians up to this σ are wide enough, as a share of the image's side. Default 0.3.</summary>
    public double WidestShare { get; init; } = 0.3;

    /// <summary>Gaussians up to this σ may also lie off the centre. Default 0.8.</summary>
    public double OffCentreArcsec { get; init; } = 0.8;

    /// <summary>
    /// Radius about the centre that hardly counts, since no smooth model fits a galaxy's core to its noise: pixels weigh
    /// 1 - exp(-r²/2r₀²). Default 0.35.
    /// </summary>
    public double CoreArcsec { get; init; } = 0.35;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(NarrowestArcsec > 0) || !(Ratio > 1) || !(WidestShare > 0) || !(OffCentreArcsec >= 0) || !(CoreArcsec > 0))
        {
            throw new ArgumentException("Lens light: lengths are positive, and each Gaussian is wider than the one before.");
        }
    }
}

/// <summary>
/// Takes out of images whatever could be light of the galaxy at their centre: everything in the span of round Gaussians of many widths
/// (Emsellem, Monnet and Bacon 1994, A&amp;A 285, 723), each with its first-order change by ellipticity, the narrow ones also with that by
/// a shift, and a level. The span is the same for all images, so this is one orthogonal projection: linear, exact, without a fit that
/// could fail, and applied to a model of the arcs as well it lets a comparison see only what the galaxy cannot explain.
/// </summary>
public sealed class LensLight
{
    private const double Dependent = 1e-6;

    private readonly long _size;
    private readonly float[] _weights;
    private readonly float[] _basis;

    /// <param name="size">Pixels along a side.</param>
    /// <param name="pixelScaleArcsec">Side of a pixel.</param>
    /// <param name="options">What the light may be.</param>
    public LensLight(long size, double pixelScaleArcsec, LensLightOptions options)
    {
        options.Validate();
        _size = size;
        var places = Places(size, pixelScaleArcsec);
        var core = 2 * options.CoreArcsec * options.CoreArcsec;
        var weights = Array.ConvertAll(places, p => 1 - Math.Exp(-((p.X * p.X) + (p.Y * p.Y)) / core));
        var basis = Orthonormal(Shapes(size * pixelScaleArcsec, options).Select(shape => places.Select((p, i) => weights[i] * shape(p.X, p.Y)).ToArray()));
        Dimensions = basis.Count;
        _weights = Array.ConvertAll(weights, weight => (float)weight);
        _basis = [.. basis.SelectMany(vector => vector.Select(value => (float)value))];
    }

    /// <summary>Dimensions of what is taken out.</summary>
    public int Dimensions { get; }

    /// <summary>
    /// Weighted images without what the galaxy's light could be: [n, …, y, x] → the same shape. Linear in the images; gradients pass.
    /// </summary>
    public torch.Tensor Remove(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var pixels = _size * _size;
        var weights = torch.tensor(_weights, [pixels], images.dtype, images.device);
        var basis = torch.tensor(_basis, [Dimensions, pixels], images.dtype, images.device);
        var weighted = images.reshape(-1, pixels) * weights;
        var left = weighted - weighted.matmul(basis.t()).matmul(basis);
        return left.reshape(images.shape).MoveToOuterDisposeScope();
    }

    private static (double X, double Y)[] Places(long size, double scale)
    {
        var middle = (size - 1) / 2.0;
        return [.. Enumerable.Range(0, (int)(size * size)).Select(i => (((i % size) - middle) * scale, ((i / size) - middle) * scale))];
    }

    private static IEnumerable<Func<double, double, double>> Shapes(double side, LensLightOptions options)
    {
        yield return (_, _) => 1;
        for (var sigma = options.NarrowestArcsec; sigma <= options.WidestShare * side; sigma *= options.Ratio)
        {
            var scale = 1 / (sigma * sigma);
            double Round(double x, double y) => Math.Exp(-0.5 * scale * ((x * x) + (y * y)));
            yield return Round;
            yield return (x, y) => ((x * x) - (y * y)) * scale * Round(x, y);
            yield return (x, y) => x * y * scale * Round(x, y);
            if (sigma <= options.OffCentreArcsec)
            {
                yield return (x, y) => x * Round(x, y);
                yield return (x, y) => y * Round(x, y);
            }
        }
    }

    // Gram and Schmidt, each vector twice; what depends on those before is left out.
    private static List<double[]> Orthonormal(IEnumerable<double[]> vectors)
    {
        var found = new List<double[]>();
        foreach (var vector in vectors)
        {
            var before = Length(vector);
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var other in found)
                {
                    Subtract(vector, other);
                }
            }

            var length = Length(vector);
            if (length > Dependent * before)
            {
                found.Add(Array.ConvertAll(vector, value => value / length));
            }
        }

        return found;
    }

    private static void Subtract(double[] vector, double[] unit)
    {
        var share = System.Numerics.Tensors.TensorPrimitives.Dot<double>(vector, unit);
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] -= share * unit[i];
        }
    }

    private static double Length(double[] vector) => System.Numerics.Tensors.TensorPrimitives.Norm<double>(vector);
}
