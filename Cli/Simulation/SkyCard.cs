using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Cli.Simulation;

/// <summary>What a simulated sky is made of: with the version of the program enough to make it again. Written beside it as <c>sky.json</c>.</summary>
internal sealed record SkyCard
{
    /// <summary><see cref="TruthCsv.Version"/> of the table.</summary>
    public int TruthVersion { get; init; } = TruthCsv.Version;

    /// <summary>Where the labels come from: nobody looked.</summary>
    public string LabelOrigin { get; init; } = "simulation";

    /// <summary>Every source has a label, and it is right.</summary>
    public string LabelKind { get; init; } = "full";

    public required SkyKind Kind { get; init; }

    public required long Seed { get; init; }

    public required int Count { get; init; }

    public required double Prevalence { get; init; }

    public required int Size { get; init; }

    public double? PixelScaleArcsec { get; init; }

    public double? SeeingArcsec { get; init; }

    public PsfShape? Psf { get; init; }

    public double? ExposureSeconds { get; init; }

    public double? MinimumArcSignalToNoise { get; init; }

    public SourceKind? Marked { get; init; }

    /// <summary>Shares among the lenses.</summary>
    public IReadOnlyDictionary<string, double>? Lenses { get; init; }

    /// <summary>Shares among everything else.</summary>
    public IReadOnlyDictionary<string, double>? Others { get; init; }

    /// <summary>The table's columns with their units.</summary>
    public IReadOnlyList<CardColumn> Columns { get; init; } = [.. TruthCsv.Columns.Select(column => new CardColumn(column.Name, column.Unit))];

    public static SkyCard Of(SkyKind kind, SkyOptions options) => new()
    {
        Kind = kind,
        Seed = options.Seed,
        Count = options.Count,
        Prevalence = options.Prevalence,
        Size = options.Size,
        PixelScaleArcsec = options.PixelScaleArcsec,
        SeeingArcsec = options.SeeingArcsec,
        Psf = options.Psf,
        ExposureSeconds = options.ExposureSeconds,
        MinimumArcSignalToNoise = options.MinimumArcSignalToNoise,
        Marked = options.MarkedKind,
        Lenses = Shares(options.Mixture.Lenses),
        Others = Shares(options.Mixture.Others),
    };

    public static SkyCard Of(PaintedSkyOptions options) => new()
    {
        Kind = SkyKind.Realistic, Seed = options.Seed, Count = options.Count, Prevalence = options.Prevalence, Size = options.Size,
    };

    private static Dictionary<string, double> Shares(IReadOnlyList<KindShare> shares)
        => shares.ToDictionary(share => share.Kind.ToString(), share => Math.Round(share.Share, 6));
}

/// <summary>A column of the truth table.</summary>
internal sealed record CardColumn(string Name, string Unit);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SkyCard))]
internal sealed partial class SkyCardJson : JsonSerializerContext;
