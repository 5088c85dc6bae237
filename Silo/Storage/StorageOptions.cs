using System.ComponentModel.DataAnnotations;

namespace LensGrains.Silo;

/// <summary>Who keeps journals and grain states.</summary>
public enum StorageProvider
{
    /// <summary>One SQLite file in the data folder: any number of processes on one machine.</summary>
    Sqlite,

    /// <summary>PostgreSQL, in tables of our own that <c>lens storage init</c> makes: any number of silos.</summary>
    Postgres,

    /// <summary>Azure Storage or Azurite: any number of silos.</summary>
    Azure,
}

/// <summary>Who keeps catalogues, checkpoints and scores.</summary>
public enum BlobPlace
{
    /// <summary>A folder; on a cluster, one that all silos and API nodes share.</summary>
    Directory,

    /// <summary>Containers of Azure Storage.</summary>
    Azure,
}

/// <summary>Where everything durable is kept. Bound to <c>LensGrains:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Keeper of journals and grain states. Default <see cref="StorageProvider.Sqlite"/>.</summary>
    [EnumDataType(typeof(StorageProvider))]
    public StorageProvider Provider { get; set; }

    /// <summary>
    /// How the keeper is reached: for PostgreSQL in Npgsql's words, for Azure a storage connection string; SQLite needs none. It
    /// carries a password, so it is never logged.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The database's schema, or what the names of containers begin with: several deployments can share a server. Default <c>lensgrains</c>.</summary>
    [Required, RegularExpression("[a-z][a-z0-9]{1,30}", ErrorMessage = "LensGrains:Storage:Name takes 2 to 31 small letters and digits, a letter first.")]
    public string Name { get; set; } = "lensgrains";

    /// <summary>Keeper of blobs; null, the default: Azure where it keeps the rest, else a folder.</summary>
    [EnumDataType(typeof(BlobPlace))]
    public BlobPlace? Blobs { get; set; }

    /// <summary>The folder of blobs. Null, the default: <c>blobs</c> in the data folder.</summary>
    public string? BlobDirectory { get; set; }

    /// <summary>
    /// Largest size of the SQLite database in pages of 4 KiB; a write past it fails as on a full disk. Null, the default: as much as
    /// the disk holds.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaximumPages { get; set; }

    /// <summary>Where blobs are kept, with the default filled in.</summary>
    public BlobPlace BlobPlace => Blobs ?? (Provider == StorageProvider.Azure ? BlobPlace.Azure : BlobPlace.Directory);
}
