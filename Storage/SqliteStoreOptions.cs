namespace LensGrains.Storage;

/// <summary>Where and how the one-machine store keeps journals and grain states.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database's name in a server's data folder.</summary>
    public const string FileName = "lensgrains.db";

    /// <summary>Path of the database file; its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>Most writes that share one commit.</summary>
    public int MaximumGroup { get; init; } = 1024;

    /// <summary>Reader connections that may be in use at once.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How long a write waits for a lock held by another process before it fails.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest size of the database in pages of 4 KiB; a write past it fails as on a full disk. Null: no limit.</summary>
    public int? MaximumPages { get; init; }
}
