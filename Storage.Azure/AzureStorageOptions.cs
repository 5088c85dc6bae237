using System.ComponentModel.DataAnnotations;

namespace LensGrains.Storage.Azure;

/// <summary>How blobs are used. Bound to <c>LensGrains:Storage:Azure</c>.</summary>
public sealed class AzureStorageOptions
{
    /// <summary>
    /// A storage connection string, where <c>LensGrains:Storage:ConnectionString</c> is another keeper's. Null, the default: that one.
    /// It carries a key, so it is never logged.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Appends after which a journal goes on in a new segment. Default 10,000; the service refuses the 50,001st block of a blob.
    /// </summary>
    [Range(1, 45_000)]
    public int SegmentBlocks { get; set; } = 10_000;

    /// <summary>
    /// Bytes after which a journal goes on in a new segment: about what is read at most before the first entry that was asked for.
    /// Default 4,000,000, so that a segment is one read.
    /// </summary>
    [Range(1, 1L << 30)]
    public long SegmentBytes { get; set; } = 4_000_000;

    /// <summary>Bytes asked for in one read of a journal. Default 4 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int ReadBytes { get; set; } = 4 << 20;

    /// <summary>Reads of different journals at one time, where many are asked about. Default 32.</summary>
    [Range(1, 1_024)]
    public int ParallelReads { get; set; } = 32;

    /// <summary>Times a write is tried, each try with the same operation id and the same condition, before its outcome is given up as unknown. Default 4.</summary>
    [Range(1, 20)]
    public int WriteTries { get; set; } = 4;

    /// <summary>Seconds before the second try of a request; it doubles from try to try. Default 0.2.</summary>
    [Range(0.0, 60.0)]
    public double RetrySeconds { get; set; } = 0.2;

    /// <summary>Seconds that one request to the service may take before it counts as lost. Default 10.</summary>
    [Range(0.1, 600.0)]
    public double RequestSeconds { get; set; } = 10;

    /// <summary>Bytes of one staged block of a large blob. Default 8 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int UploadBytes { get; set; } = 8 << 20;

    /// <summary>Bytes of local copies of blobs that are kept; what was used in the last minutes stays in any case. Default 20 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long CacheBytes { get; set; } = 20L << 30;
}
