using System.Security.Cryptography;

namespace LensGrains.Cli.Backups;

/// <summary>Sizes and hashes of files.</summary>
internal static class FileHash
{
    public static BackupFile Describe(string folder, string path)
    {
        using var stream = File.OpenRead(Path.Combine(folder, path));
        return new BackupFile(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
