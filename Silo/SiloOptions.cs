using System.ComponentModel.DataAnnotations;
using LensGrains.Storage;

namespace LensGrains.Silo;

/// <summary>Where a silo keeps its data and what it may use. Bound to <c>LensGrains:Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>Folder of everything durable. Default <c>data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>Threads for one tensor operation; 0, the default, for as many as there are cores.</summary>
    [Range(0, 1_024)]
    public int TensorThreads { get; set; }

    /// <summary>Threads that read and measure sources in an ingest; 0, the default, for as many as there are cores.</summary>
    [Range(0, 1_024)]
    public int IngestThreads { get; set; }

    /// <summary>
    /// Devices on which this process trains and scores: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Empty, the default: all CUDA devices that
    /// the process sees, else <c>cpu</c>. One job runs at a time on each.
    /// </summary>
    public string[] Devices { get; set; } = [];

    /// <summary>
    /// Time between two checkpoints of a training, seconds; what is lost at most when a silo dies. Default 10.
    /// </summary>
    [Range(0.1, 86_400)]
    public double CheckpointSeconds { get; set; } = 10;

    /// <summary>The database of journals and grain states.</summary>
    public string DatabasePath => Path.Combine(DataDirectory, SqliteStoreOptions.FileName);

    /// <summary>The folder of catalogues, checkpoints and scores.</summary>
    public string BlobDirectory => Path.Combine(DataDirectory, "blobs");
}
