using System.Numerics;

namespace LensGrains.Imaging.Simulation;

/// <summary>Which profile the seeing has.</summary>
public enum PsfShape
{
    /// <summary>I ∝ (1 + (r/a)²)^-β with β = 3.5 (Moffat 1969, A&amp;A 3, 455), FWHM = 2 a sqrt(2^(1/β) - 1).</summary>
    Moffat,

    /// <summary>I ∝ exp(-r²/2σ²), FWHM = 2 sqrt(2 ln 2) σ.</summary>
    Gaussian,
}

/// <summary>A point-spread function on the pixel grid, normalised to 1.</summary>
public sealed class PointSpread
{
    private const double MoffatBeta = 3.5;
    private const int MaxRadius = 12;
    private const int Fine = 5;
    private const int SmoothRadius = 4;
    private readonly float[] _kernel;
    private readonly int _radius;

    /// <summary>A round profile out to 2.2 times its width.</summary>
    public PointSpread(PsfShape shape, double fwhmArcsec, double pixelScaleArcsec)
    {
        _radius = Math.Clamp((int)Math.Ceiling(2.2 * fwhmArcsec / pixelScaleArcsec), 1, MaxRadius);
        var side = (2 * _radius) + 1;
        _kernel = new float[side * side];
        for (var y = -_radius; y <= _radius; y++)
        {
            for (var x = -_radius; x <= _radius; x++)
            {
                _kernel[((y + _radius) * side) + x + _radius] = (float)PixelMean(shape, fwhmArcsec / pixelScaleArcsec, x, y);
            }
        }

        var sum = _kernel.Sum();
        for (var i = 0; i < _kernel.Length; i++)
        {
            _kernel[i] /= sum;
        }
    }

    /// <summary>The convolved image [y, x]; light that leaves the square is lost, none comes in.</summary>
    public float[] Convolve(float[] image, int size)
    {
        var padded = Pad(image, size);
        var stride = size + (2 * _radius);
        var result = new float[size * size];
        for (var y = 0; y < size; y++)
        {
            var row = result.AsSpan(y * size, size);
            var rows = padded.AsSpan(y * stride);
            var x = 0;
            for (; x <= size - (4 * Vector<float>.Count); x += 4 * Vector<float>.Count)
            {
                FourVectors(rows[x..], stride, row[x..]);
            }

            for (; x <= size - Vector<float>.Count; x += Vector<float>.Count)
            {
                OneVector(rows[x..], stride, row[x..]);
            }

            for (; x < size; x++)
            {
                row[x] = OnePixel(rows[x..], stride);
            }
        }

        return result;
    }

    // The sums of several pixels stay in registers while the kernel passes over them, each in the same order.
    private void FourVectors(ReadOnlySpan<float> rows, int stride, Span<float> sums)
    {
        var (first, second, third, fourth) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var (side, length) = ((2 * _radius) + 1, Vector<float>.Count);
        for (var v = 0; v < side; v++)
        {
            var weights = _kernel.AsSpan(v * side, side);
            for (var u = 0; u < weights.Length; u++)
            {
                var values = rows.Slice((v * stride) + u, 4 * length);
                var weight = new Vector<float>(weights[u]);
                first += new Vector<float>(values) * weight;
                second += new Vector<float>(values[length..]) * weight;
                third += new Vector<float>(values[(2 * length)..]) * weight;
                fourth += new Vector<float>(values[(3 * length)..]) * weight;
            }
        }

        first.CopyTo(sums);
        second.CopyTo(sums[length..]);
        third.CopyTo(sums[(2 * length)..]);
        fourth.CopyTo(sums[(3 * length)..]);
    }

    private void OneVector(ReadOnlySpan<float> rows, int stride, Span<float> sums)
    {
        var (sum, side) = (Vector<float>.Zero, (2 * _radius) + 1);
        for (var at = 0; at < _kernel.Length; at++)
        {
            sum += new Vector<float>(rows[((at / side * stride) + (at % side))..]) * new Vector<float>(_kernel[at]);
        }

        sum.CopyTo(sums);
    }

    private float OnePixel(ReadOnlySpan<float> rows, int stride)
    {
        var (sum, side) = (0f, (2 * _radius) + 1);
        for (var at = 0; at < _kernel.Length; at++)
        {
            sum += rows[(at / side * stride) + (at % side)] * _kernel[at];
        }

        return sum;
    }

    private static double PixelMean(PsfShape shape, double fwhm, int x, int y)
    {
        if ((x * x) + (y * y) > SmoothRadius * SmoothRadius)
        {
            return Profile(shape, fwhm, (x * x) + (y * y)) * Fine * Fine;
        }

        var sum = 0.0;
        for (var v = 0; v < Fine; v++)
        {
            for (var u = 0; u < Fine; u++)
            {
                var (dx, dy) = (x + ((u + 0.5) / Fine) - 0.5, y + ((v + 0.5) / Fine) - 0.5);
                sum += Profile(shape, fwhm, (dx * dx) + (dy * dy));
            }
        }

        return sum;
    }

    /// <summary>Brightness at a distance, relative to the centre; for stars whose far wings matter.</summary>
    internal static double Profile(PsfShape shape, double fwhm, double squaredRadius)
    {
        var half = fwhm / 2;
        return shape == PsfShape.Gaussian
            ? Math.Exp(-Math.Log(2) * squaredRadius / (half * half))
            : Math.Pow(1 + (squaredRadius / (half * half) * (Math.Pow(2, 1 / MoffatBeta) - 1)), -MoffatBeta);
    }

    /// <summary>Brightness of a point of flux 1 at a distance, per square arcsecond: the profile over its integral to infinity.</summary>
    internal static double Brightness(PsfShape shape, double fwhmArcsec, double radiusArcsec)
    {
        var squaredHalf = fwhmArcsec * fwhmArcsec / 4;
        var area = shape == PsfShape.Gaussian
            ? Math.PI * squaredHalf / Math.Log(2)
            : Math.PI * squaredHalf / (Math.Pow(2, 1 / MoffatBeta) - 1) / (MoffatBeta - 1);
        return Profile(shape, fwhmArcsec, radiusArcsec * radiusArcsec) / area;
    }

    private float[] Pad(float[] image, int size)
    {
        var stride = size + (2 * _radius);
        var padded = new float[stride * stride];
        for (var y = 0; y < size; y++)
        {
            image.AsSpan(y * size, size).CopyTo(padded.AsSpan(((y + _radius) * stride) + _radius));
        }

        return padded;
    }
}
