using LensGrains.Imaging;

namespace LensGrains.Learning.Data.Shards;

/// <summary>What the files of a sample mean.</summary>
public sealed record ShardOptions
{
    /// <summary>
    /// Bands wanted, in this order, of samples with a file per band (<c>KEY.g.fits</c>); where none are given the order is that of the archive.
    /// </summary>
    public IReadOnlyList<string> Bands { get; init; } = [];

    /// <summary>Names of the classes from 0 on, for labels that are words; where none are given lens is 1 and non-lens 0.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The field of <c>KEY.json</c> that holds the label where there is no <c>KEY.cls</c>. Default <c>label</c>.</summary>
    public string LabelField { get; init; } = "label";

    /// <summary>Largest sample, in bytes of its files. Default 64 MiB.</summary>
    public long MaxSampleBytes { get; init; } = 64L << 20;

    /// <summary>What decoding one image may spend.</summary>
    public ImageLimits Limits { get; init; } = ImageLimits.Default;
}
