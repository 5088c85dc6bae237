using System.Numerics.Tensors;

namespace LensGrains.Imaging.Simulation.Scenes;

/// <summary>The camera of the simulated survey in one exposure: zero point, sky, read noise and seeing per band.</summary>
internal sealed class Camera
{
    /// <summary>Magnitude of one electron per second, AB.</summary>
    public const double ZeroPointMag = 27;

    private const double ReadNoiseElectrons = 5;
    private const int Reads = 10;
    private static readonly double[] SkyMagPerSquareArcsec = [22.1, 21.2, 20.3];
    private static readonly double[] SeeingFactors = [1.08, 1.0, 0.95];
    private readonly SkyOptions _options;
    private readonly PointSpread[] _psf;

    public Camera(SkyOptions options, double seeingArcsec)
    {
        _options = options;
        Grid = new PixelGrid(options.Size, options.PixelScaleArcsec);
        SeeingArcsec = Array.ConvertAll(SeeingFactors, factor => factor * seeingArcsec);
        _psf = Array.ConvertAll(SeeingArcsec, fwhm => new PointSpread(options.Psf, fwhm, options.PixelScaleArcsec));
    }

    public PixelGrid Grid { get; }

    /// <summary>Full width at half maximum per band.</summary>
    public double[] SeeingArcsec { get; }

    /// <summary>Electrons per second of a magnitude.</summary>
    public static double Flux(double magnitude) => Math.Pow(10, -0.4 * (magnitude - ZeroPointMag));

    /// <summary>Standard deviation of an empty pixel in electrons per second.</summary>
    public double SkyNoise(int band) => Math.Sqrt(SkyVariance(band)) / _options.ExposureSeconds;

    public PsfShape Shape => _options.Psf;

    public float[] Blur(float[] plane, int band) => _psf[band].Convolve(plane, _options.Size);

    /// <summary>A scene behind the seeing, without noise.</summary>
    public float[] Seen(Scene scene, int band)
    {
        var seen = Blur(scene.Planes[band], band);
        TensorPrimitives.Add(seen, scene.Unblurred[band], seen);
        return seen;
    }

    /// <summary>What is read out: shot noise of source and sky, read noise; in electrons per second, sky subtracted.</summary>
    public float[] Expose(float[] plane, int band, Xoshiro random)
    {
        var seconds = (float)_options.ExposureSeconds;
        var sky = (float)SkyVariance(band);
        var exposed = new float[plane.Length];
        for (var i = 0; i < plane.Length; i++)
        {
            var sigma = MathF.Sqrt(sky + (Math.Max(0, plane[i]) * seconds)) / seconds;
            exposed[i] = plane[i] + (sigma * random.Normal());
        }

        return exposed;
    }

    private double SkyVariance(int band)
    {
        var area = _options.PixelScaleArcsec * _options.PixelScaleArcsec;
        return (Flux(SkyMagPerSquareArcsec[band]) * area * _options.ExposureSeconds) + (Reads * ReadNoiseElectrons * ReadNoiseElectrons);
    }
}
