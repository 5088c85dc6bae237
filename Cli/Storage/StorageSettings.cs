using LensGrains.Storage;
using LensGrains.Storage.Azure;
using LensGrains.Storage.Postgres;

namespace LensGrains.Cli.Storage;

/// <summary>Where a server keeps journals, states and blobs, as far as the command line, the environment and its data folder say.</summary>
/// <param name="Provider"><c>sqlite</c>, <c>postgres</c> or <c>azure</c>.</param>
/// <param name="ConnectionString">How the provider is reached; null where nobody said it. Never printed.</param>
/// <param name="Name">Schema of the tables.</param>
/// <param name="BlobDirectory">Folder of the blobs; null for the one in the data folder.</param>
/// <param name="HasBlobsElsewhere">True where blobs are in no folder.</param>
internal sealed record StorageSettings(string Provider, string? ConnectionString, string Name, string? BlobDirectory, bool HasBlobsElsewhere)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string Azure = "azure";

    private const string Prefix = "LensGrains__Storage__";

    /// <summary>True where the data folder holds journals and states.</summary>
    public bool IsInFolder => Provider == Sqlite;

    /// <summary>The server's settings: its environment, and else the note that it left in its data folder.</summary>
    public static StorageSettings Of(Surroundings surroundings, string? dataFolder)
    {
        var mark = dataFolder is null ? null : StorageMark.Read(dataFolder);
        var (provider, name) = mark?.Split(' ') is [var kept, var schema] ? (kept, schema) : (Sqlite, "lensgrains");
        var blobs = surroundings.Variable(Prefix + "Blobs");
        var settings = new StorageSettings(
            surroundings.Variable(Prefix + "Provider")?.ToLowerInvariant() ?? provider,
            surroundings.Variable(Prefix + "ConnectionString"),
            surroundings.Variable(Prefix + "Name") ?? name,
            surroundings.Variable(Prefix + "BlobDirectory"),
            HasBlobsElsewhere: false);
        return settings with { HasBlobsElsewhere = (blobs?.ToLowerInvariant() ?? (settings.Provider == Azure ? Azure : "directory")) == Azure };
    }

    /// <summary>What opens the tables in PostgreSQL.</summary>
    /// <exception cref="UsageException">Nobody said where the server is.</exception>
    public PostgresStoreOptions ToPostgres() => ConnectionString is { Length: > 0 } connection
        ? new PostgresStoreOptions { ConnectionString = connection, Schema = Name }
        : throw new UsageException($"PostgreSQL is reached with --connection, or better (nobody sees it in the list of processes) with {Prefix}ConnectionString in the environment");

    /// <summary>The containers in the storage account.</summary>
    /// <exception cref="UsageException">Nobody said where the account is, or not in words that it understands.</exception>
    public AzureContainers ToAzure()
    {
        if (ConnectionString is not { Length: > 0 } connection)
        {
            throw new UsageException($"a storage account is reached with --connection, or better (nobody sees it in the list of processes) with {Prefix}ConnectionString in the environment");
        }

        try
        {
            return new AzureContainers(connection, Name, new AzureStorageOptions());
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            throw new UsageException("the connection string is none of a storage account"); // what it says instead may be a key
        }
    }
}
