using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LensGrains.Cli.Experiments;
using LensGrains.Cli.Simulation;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens simulate FOLDER</c>: writes a simulated sky, <c>cutouts/</c> with an image per source (or per band), <c>truth.csv</c> and
/// <c>sky.json</c>. Runs here, without a server; the same options give the same files.
/// </summary>
internal sealed class SimulateCommand
{
    private const double FullArcSignalToNoise = 20;

    private readonly Argument<string> _folder = new("folder") { Description = "where to write; made where it is missing" };
    private readonly Option<SkyKind> _kind = new("--kind")
    {
        Description = "survey: galaxy lenses among common sources; full: also groups, clusters, quasars and double planes, and every mimic; "
            + "realistic: the painted pictures of mechine_lensing, for comparison",
        DefaultValueFactory = _ => SkyKind.Survey,
    };

    private readonly Option<int?> _count = Numbers.Option<int>("--count", "number of sources (2000; realistic: 3800)", 1, 10_000_000);
    private readonly Option<long?> _seed = new("--seed") { Description = "seed of everything random (1; realistic: 42)" };
    private readonly Option<double?> _prevalence = Numbers.Option<double>("--prevalence", "probability that a source is a lens (0.02; realistic: 0.5)", 0, 1);
    private readonly Option<int?> _size = Numbers.Option<int>("--size", "pixels along a side (64)", 16, 1024);
    private readonly Option<double?> _scale = Numbers.Option<double>("--pixel-scale", "arcseconds of a pixel (0.2)", 0.01, 10);
    private readonly Option<double?> _seeing = Numbers.Option<double>("--seeing", "median full width of the seeing in r at half maximum, arcseconds (0.72)", 0.01, 20);
    private readonly Option<double?> _exposure = Numbers.Option<double>("--exposure", "seconds of exposure in each band, which set the depth (3000)", 0.01, 1e8);
    private readonly Option<double?> _arcs = Numbers.Option<double>("--min-arc-snr", "least signal-to-noise ratio of the arcs (40; full: 20)", 0, 1e6);
    private readonly Option<string[]> _shares = new("--share")
    {
        Description = "KIND=SHARE: how often a kind is drawn among the lenses, or among the others; may be given again",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<SourceKind> _marked = new("--marked")
    {
        Description = "the family of false positives that the truth marks",
        DefaultValueFactory = _ => new SkyOptions().MarkedKind,
    };

    private readonly Option<int?> _threads = Numbers.Option<int>("--threads", "threads that simulate (all); the files do not depend on it", 1, 512);
    private readonly Option<CutoutFormat> _format = new("--format")
    {
        Description = "cube: one FITS file of all planes; bands: a FITS file per band; png: a picture",
        DefaultValueFactory = _ => CutoutFormat.Cube,
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Build(Surroundings surroundings) => new SimulateCommand().ToCommand(surroundings);

    private Command ToCommand(Surroundings surroundings)
    {
        var command = new Command("simulate", "write a simulated sky with its truth")
        {
            _folder, _kind, _count, _seed, _prevalence, _size, _scale, _seeing, _exposure, _arcs, _shares, _marked, _threads, _format, _json,
        };
        command.Validators.Add(CheckShares);
        command.SetAction((parsed, stop) =>
        {
            var writer = new SkyWriter(parsed.GetValue(_folder)!, parsed.GetValue(_format), surroundings.Time);
            var (sources, card) = Sky(parsed);
            var summary = writer.Write(sources, card, done => surroundings.Note(done.ToString()), stop);
            Print(surroundings, summary, parsed.GetValue(_json));
            return Task.FromResult(0);
        });
        return command;
    }

    private (IEnumerable<SimulatedSource> Sources, SkyCard Card) Sky(ParseResult parsed)
    {
        var kind = parsed.GetValue(_kind);
        if (kind == SkyKind.Realistic)
        {
            var painted = PaintedOptions(parsed);
            return (PaintedSky.Generate(painted), SkyCard.Of(painted));
        }

        var options = Options(parsed, kind);
        return (SimulatedSky.Generate(options), SkyCard.Of(kind, options));
    }

    private SkyOptions Options(ParseResult parsed, SkyKind kind)
    {
        var defaults = kind == SkyKind.Full ? new SkyOptions { MinimumArcSignalToNoise = FullArcSignalToNoise } : new SkyOptions();
        return defaults with
        {
            Count = parsed.GetValue(_count) ?? defaults.Count,
            Seed = parsed.GetValue(_seed) ?? defaults.Seed,
            Prevalence = parsed.GetValue(_prevalence) ?? defaults.Prevalence,
            Size = parsed.GetValue(_size) ?? defaults.Size,
            PixelScaleArcsec = parsed.GetValue(_scale) ?? defaults.PixelScaleArcsec,
            SeeingArcsec = parsed.GetValue(_seeing) ?? defaults.SeeingArcsec,
            ExposureSeconds = parsed.GetValue(_exposure) ?? defaults.ExposureSeconds,
            MinimumArcSignalToNoise = parsed.GetValue(_arcs) ?? defaults.MinimumArcSignalToNoise,
            Mixture = MixtureOf(kind).With(Shares(parsed.GetValue(_shares) ?? [])),
            MarkedKind = parsed.GetValue(_marked),
            Parallelism = parsed.GetValue(_threads) ?? defaults.Parallelism,
        };
    }

    private PaintedSkyOptions PaintedOptions(ParseResult parsed)
    {
        if ((parsed.GetValue(_scale) ?? parsed.GetValue(_seeing) ?? parsed.GetValue(_exposure)) is not null)
        {
            throw new UsageException("--pixel-scale, --seeing and --exposure do not go with --kind realistic");
        }

        var defaults = new PaintedSkyOptions();
        return defaults with
        {
            Count = parsed.GetValue(_count) ?? defaults.Count,
            Seed = parsed.GetValue(_seed) ?? defaults.Seed,
            Prevalence = parsed.GetValue(_prevalence) ?? defaults.Prevalence,
            Size = parsed.GetValue(_size) ?? defaults.Size,
            Parallelism = parsed.GetValue(_threads) ?? defaults.Parallelism,
        };
    }

    private static SkyMixture MixtureOf(SkyKind kind) => kind == SkyKind.Full ? SkyMixture.Full : SkyMixture.Survey;

    private void CheckShares(CommandResult result)
    {
        if (result.GetValue(_shares) is not { Length: > 0 } texts)
        {
            return;
        }

        try
        {
            MixtureOf(result.GetValue(_kind)).With(Shares(texts));
        }
        catch (ArgumentException e)
        {
            result.AddError(e.Message);
            return;
        }

        if (result.GetValue(_kind) == SkyKind.Realistic)
        {
            result.AddError("--share does not go with --kind realistic.");
        }
    }

    /// <exception cref="ArgumentException">A text is not KIND=SHARE.</exception>
    private static KindShare[] Shares(IEnumerable<string> texts) => [.. texts.Select(text =>
        text.Split('=') is [var name, var number]
        && SkyMixture.Kinds.FirstOrDefault(known => known.ToString().Equals(name, StringComparison.OrdinalIgnoreCase), SourceKind.Blobs) is var kind
        && kind != SourceKind.Blobs
        && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            ? new KindShare(kind, share)
            : throw new ArgumentException($"'{text}' is not KIND=SHARE; kinds: {string.Join(", ", SkyMixture.Kinds)}."))];

    private static void Print(Surroundings surroundings, SkySummary summary, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(summary, SkyJson.Default.SkySummary);
        }
        else
        {
            surroundings.Line($"{summary.Sources} sources, {summary.Lenses} lenses among them: {summary.Cutouts}, truth in {summary.Truth}");
        }
    }
}
