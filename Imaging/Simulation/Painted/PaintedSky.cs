using System.Globalization;

namespace LensGrains.Imaging.Simulation.Painted;

/// <summary>
/// Pictures drawn as Kantoration/mechine_lensing draws its "realistic" set, from a description of its generator and with code of our
/// own, to compare with its figures: one grey band, Gaussian blobs, and for a "lens" pieces of circles about one. There is no lens
/// equation in it, no colour, and nothing else that could be taken for a lens: what tells the classes apart is light 8 to 20
/// pixels from the centre.
/// </summary>
public static class PaintedSky
{
    /// <summary>The name of the band.</summary>
    public const string Band = "grey";

    private const double FwhmPerSigma = 2.3548200450309493;
    private const double DabShare = 0.3;
    private const int FewestDabs = 8;

    /// <summary>All images in order, made a few ahead.</summary>
    public static IEnumerable<SimulatedSource> Generate(PaintedSkyOptions options)
        => Ahead.Of(options.Count, options.Parallelism, index => Create(options, index));

    /// <summary>One image: values from 0 to 1 in steps of 1/255.</summary>
    public static SimulatedSource Create(PaintedSkyOptions options, int index)
    {
        var random = new Xoshiro(options.Seed, index);
        var kind = random.Chance(options.Prevalence) ? SourceKind.PaintedArcs : SourceKind.Blobs;
        var canvas = new Canvas(options.Size);
        if (kind == SourceKind.PaintedArcs)
        {
            PaintArcs(canvas, options, random);
        }
        else
        {
            PaintBlobs(canvas, options, random);
        }

        var blurred = new PointSpread(PsfShape.Gaussian, FwhmPerSigma * options.BlurSigmaPixels, 1).Convolve(canvas.Pixels, options.Size);
        var pixels = Array.ConvertAll(blurred, value => Exposed(value, options, random));
        var ra = random.Uniform(0, 360);
        var dec = Math.Asin(random.Uniform(-1, 1)) * 180 / Math.PI;
        var name = string.Create(CultureInfo.InvariantCulture, $"painted-{options.Seed}-{index:D6}");
        var truth = new SourceTruth(name, kind, null, null, null, null, null, null, ra, dec) { Seed = options.Seed, Index = index };
        return new SimulatedSource(index, truth, ToCutout(options.Size, truth, pixels));
    }

    /// <summary>A galaxy, and arcs about the centre of the picture.</summary>
    internal static void PaintArcs(Canvas canvas, PaintedSkyOptions options, Xoshiro random)
    {
        canvas.AddGaussian(default, Drawn(options.GalaxyBrightness, random), Drawn(options.GalaxySigmaPixels, random),
            Drawn(options.GalaxyEllipticity, random), random.Uniform(0, Math.PI));
        for (var arcs = random.Integer(1, options.MostArcs); arcs > 0; arcs--)
        {
            var (radius, width) = (Drawn(options.ArcRadiusPixels, random), Drawn(options.ArcWidthPixels, random));
            var (start, length) = (random.Uniform(0, 2 * Math.PI), Drawn(options.ArcLengthRadians, random));
            var brightness = Drawn(options.ArcBrightness, random);
            var dabs = Math.Max(FewestDabs, (int)(length * radius / 3));
            for (var dab = 0; dab < dabs; dab++)
            {
                var (sin, cos) = Math.SinCos(start + (length * dab / (dabs - 1)));
                canvas.AddGaussian(radius * new SkyVector(cos, sin), DabShare * brightness, width, 0, 0);
            }
        }
    }

    private static void PaintBlobs(Canvas canvas, PaintedSkyOptions options, Xoshiro random)
    {
        var (brightness, offset) = (Drawn(options.GalaxyBrightness, random), default(SkyVector));
        for (var blobs = random.Integer(1, options.MostComponents); blobs > 0; blobs--)
        {
            canvas.AddGaussian(
                offset, brightness, Drawn(options.GalaxySigmaPixels, random), Drawn(options.GalaxyEllipticity, random), random.Uniform(0, Math.PI));
            brightness *= Drawn(options.ComponentFading, random);
            offset = new SkyVector(Drawn(options.ComponentOffsetPixels, random), Drawn(options.ComponentOffsetPixels, random));
        }
    }

    private static double Drawn(Interval span, Xoshiro random) => random.Uniform(span.Low, span.High);

    /// <summary>Noise that is the same everywhere, then shot noise of what is above black, then eight bits.</summary>
    private static float Exposed(float value, PaintedSkyOptions options, Xoshiro random)
    {
        var noisy = value + (options.NoiseSigma * random.Normal());
        var counted = random.Poisson(Math.Max(0, noisy) * options.CountsAtWhite) / options.CountsAtWhite;
        return MathF.Round((float)Math.Clamp(counted, 0, 1) * 255) / 255;
    }

    private static Cutout ToCutout(int size, SourceTruth truth, float[] pixels) => new([Band], size, size, pixels)
    {
        IsBottomUp = true,
        Header = new CutoutHeader
        {
            Survey = "painted",
            Instrument = "LensGrains painted sky",
            ObjectName = truth.Name,
            Bands = [new BandHeader(Band) { Filter = Band }],
        },
    };
}
