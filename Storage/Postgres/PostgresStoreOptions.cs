namespace LensGrains.Storage.Postgres;

/// <summary>Where and how PostgreSQL keeps journals and grain states.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>
    /// How the server is reached, in Npgsql's words. What it leaves open gets defaults that suit a silo: at most 16 connections, and
    /// of several hosts the one that takes writes.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema of our tables: small letters and digits.</summary>
    public string Schema { get; init; } = "lensgrains";

    /// <summary>Groups of writes that may be under way at once, each on a connection of its own.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Most writes that share one commit.</summary>
    public int MaximumGroup { get; init; } = 256;

    /// <summary>
    /// For how long a read is tried again while the server restarts or another takes its place. A write is never tried again: its
    /// outcome is unknown until it has been read.
    /// </summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromSeconds(10);
}
