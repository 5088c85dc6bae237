using System.Collections.Immutable;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Opens the images of one source: what their headers say, and features of their pixels. Safe from many threads.</summary>
public interface ICutoutInspector
{
    /// <summary>Algorithm and version of the features.</summary>
    string FeatureProvenance { get; }

    /// <summary>Length of the feature vector.</summary>
    int FeatureDimension { get; }

    /// <summary>Reads the images in the order of the files.</summary>
    /// <exception cref="CutoutRejectedException">An image cannot be read; the reason goes into the report.</exception>
    CutoutFacts Inspect(ImmutableArray<SourceFile> files, FeatureWish features);
}

/// <summary>Whether features are wanted beside the header's facts.</summary>
public enum FeatureWish
{
    HeadersOnly,
    Features,
}

/// <summary>What images say of their source; null where they say nothing.</summary>
/// <param name="Features">The feature vector [d]; empty where none was wished for.</param>
public sealed record CutoutFacts(
    double? RaDeg,
    double? DecDeg,
    string? Survey,
    string? Instrument,
    double? PixelScaleArcsec,
    ImmutableArray<BandInfo> Bands,
    float[] Features);

/// <summary>An image that cannot be used, with a stable reason.</summary>
public sealed class CutoutRejectedException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
