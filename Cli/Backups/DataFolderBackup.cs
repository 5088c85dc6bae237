using System.Text.Json;

namespace LensGrains.Cli.Backups;

/// <summary>
/// Copies a server's data folder while the server runs. Databases come first, each as one consistent snapshot; then the
/// other files, listed again until nothing new has come. The server makes a file whole before a database row or a head
/// names it, so whatever a copied row or head names is in the copy.
/// </summary>
internal static class DataFolderBackup
{
    /// <exception cref="BackupException">No data there, or the target is not empty.</exception>
    public static BackupManifest Create(string dataFolder, string target, DateTimeOffset now, CancellationToken stop)
    {
        if (!Directory.Exists(dataFolder))
        {
            throw new BackupException($"there is no data folder '{dataFolder}'");
        }

        RequireEmpty(target);
        var copies = Path.Combine(target, BackupManifest.FilesFolder);
        Directory.CreateDirectory(copies);
        var databases = FilesIn(dataFolder).Where(path => SqliteSnapshot.IsDatabase(Path.Combine(dataFolder, path))).ToList();
        foreach (var path in databases)
        {
            stop.ThrowIfCancellationRequested();
            SqliteSnapshot.Copy(Path.Combine(dataFolder, path), Prepare(copies, path));
        }

        CopyOthers(dataFolder, copies, databases, stop);
        var files = FilesIn(copies).Order(StringComparer.Ordinal).Select(path => FileHash.Describe(copies, path));
        var manifest = new BackupManifest(BackupManifest.CurrentVersion, now, [.. files]);
        WriteManifest(target, manifest);
        return manifest;
    }

    /// <summary>Puts a backup into an empty data folder; it appears there only when every file has proved whole.</summary>
    /// <exception cref="BackupException">The backup is not whole, or the data folder is not empty.</exception>
    public static BackupManifest Restore(string backup, string dataFolder, CancellationToken stop)
    {
        var manifest = ReadManifest(backup);
        RequireEmpty(dataFolder);
        var final = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        var part = final + ".restoring";
        RequireEmpty(part);
        Directory.CreateDirectory(part);
        foreach (var file in manifest.Files)
        {
            stop.ThrowIfCancellationRequested();
            RestoreFile(Path.Combine(backup, BackupManifest.FilesFolder), part, file);
        }

        if (Directory.Exists(final))
        {
            Directory.Delete(final);
        }

        Directory.Move(part, final);
        return manifest;
    }

    private static void RestoreFile(string copies, string part, BackupFile file)
    {
        var target = Path.GetFullPath(Path.Combine(part, file.Path));
        if (!target.StartsWith(part + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BackupException($"the backup names a file outside its folder: {file.Path}");
        }

        var source = Path.Combine(copies, file.Path);
        if (!File.Exists(source))
        {
            throw new BackupException($"the backup is not whole: {file.Path} is missing");
        }

        CopyDurably(source, Prepare(part, file.Path));
        if (FileHash.Describe(part, file.Path) != file)
        {
            throw new BackupException($"the backup is damaged: {file.Path} is not what was backed up");
        }
    }

    private static void CopyOthers(string dataFolder, string copies, List<string> databases, CancellationToken stop)
    {
        var done = databases.SelectMany(path => new[] { path, path + "-wal", path + "-shm", path + "-journal" }).ToHashSet();
        for (var copied = -1; copied != done.Count;)
        {
            copied = done.Count;
            foreach (var path in FilesIn(dataFolder).Where(path => !IsUnfinished(path) && done.Add(path)).ToList())
            {
                stop.ThrowIfCancellationRequested();
                CopyIfStillThere(Path.Combine(dataFolder, path), Prepare(copies, path));
            }
        }
    }

    /// <summary>Files that have not got their name yet: the blob store keeps them in folders called <c>.partial</c>.</summary>
    private static bool IsUnfinished(string path) => path.Split('/').Contains(".partial");

    /// <summary>A file that vanished since it was listed was named by no state: the server collects only such files.</summary>
    private static void CopyIfStillThere(string source, string target)
    {
        try
        {
            CopyDurably(source, target);
        }
        catch (FileNotFoundException)
        {
            File.Delete(target);
        }
    }

    private static void CopyDurably(string source, string target)
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(target, File.GetUnixFileMode(source));
        }
    }

    private static string Prepare(string folder, string path)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    private static IEnumerable<string> FilesIn(string folder)
        => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    private static void RequireEmpty(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new BackupException($"'{folder}' is not empty");
        }
    }

    private static void WriteManifest(string target, BackupManifest manifest)
    {
        var part = Path.Combine(target, BackupManifest.FileName + ".part");
        using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, manifest, BackupJson.Default.BackupManifest);
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, Path.Combine(target, BackupManifest.FileName));
    }

    private static BackupManifest ReadManifest(string backup)
    {
        var file = Path.Combine(backup, BackupManifest.FileName);
        if (!File.Exists(file))
        {
            throw new BackupException($"'{backup}' holds no whole backup: {BackupManifest.FileName} is missing");
        }

        using var stream = File.OpenRead(file);
        var manifest = JsonSerializer.Deserialize(stream, BackupJson.Default.BackupManifest);
        return manifest is { Version: <= BackupManifest.CurrentVersion }
            ? manifest
            : throw new BackupException("the backup was made by a later version");
    }
}
