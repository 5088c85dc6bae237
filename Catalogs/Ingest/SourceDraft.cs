using System.Collections.Immutable;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Ingest;

/// <summary>What a folder, a manifest or an embedding file says of one source, before its images were opened.</summary>
/// <param name="Name">What the user wrote.</param>
/// <param name="Files">Image files by band.</param>
/// <param name="VectorRow">Row of its vector in the imported array; null where none is imported.</param>
internal sealed record SourceDraft(
    string Name,
    ImmutableArray<DraftFile> Files,
    double? RaDeg = null,
    double? DecDeg = null,
    string? Survey = null,
    string? Instrument = null,
    double? PixelScaleArcsec = null,
    double? Redshift = null,
    double? Magnitude = null,
    ImmutableArray<BandInfo> Bands = default,
    ImmutableSortedDictionary<string, string>? Columns = null,
    int? VectorRow = null);

/// <summary>A file that shows a source.</summary>
internal sealed record DraftFile(string Band, string Path, int? Hdu = null);
