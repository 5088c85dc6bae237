using System.Text.Json.Serialization;

namespace LensGrains.Cli.Backups;

/// <summary>What a backup holds: every file by its path in the data folder, with size in bytes and SHA-256.</summary>
internal sealed record BackupManifest(int Version, DateTimeOffset MadeAt, IReadOnlyList<BackupFile> Files)
{
    public const int CurrentVersion = 1;

    /// <summary>The manifest's name in the backup folder. It is written last: a backup without it is not whole.</summary>
    public const string FileName = "backup.json";

    /// <summary>The folder of the backup that holds the copies.</summary>
    public const string FilesFolder = "data";
}

/// <summary>One file of a backup. The path uses forward slashes.</summary>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;

/// <summary>A backup could not be made or restored; the message says why.</summary>
internal sealed class BackupException(string message) : Exception(message);
