using LensGrains.Storage;

namespace LensGrains.Cli.Sweeps;

/// <summary>A file that nothing names.</summary>
internal sealed record SweptFile(string Path, long Bytes);

/// <summary>
/// Finds and removes files that no state and no head names and that nothing has named for a while: attempts of rounds that were
/// overtaken, replaced segments of catalogues, lists of known lenses that were replaced, and files that never got their name. A file
/// is first put aside, then states and heads are read once more, and only then is it removed; what the server took into use meanwhile
/// comes back. (The server renews the time of a file that is there already before it names it, so such a file is never old.)
/// </summary>
/// <param name="data">Where the files are.</param>
/// <param name="states">Reads every state as it is now.</param>
internal sealed class StorageSweep(DataFolder data, Func<IEnumerable<StateRow>> states)
{
    private static readonly string[] OfCatalogs = ["rows", "embeddings", "priors", "tombstones"];

    /// <summary>What would be removed: files that have been in nobody's use since before <paramref name="before"/>.</summary>
    public IReadOnlyList<SweptFile> Find(DateTimeOffset before)
    {
        var named = NamedFiles.Read(data, states());
        return [.. Candidates(named).Where(c => c.LastUse < before.UtcDateTime && !named.Contains(c.Path))
            .Select(c => new SweptFile(c.Path, new FileInfo(data.File(c.Path)).Length)).OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Removes what <see cref="Find"/> lists; the files that are gone.</summary>
    public IReadOnlyList<SweptFile> Remove(DateTimeOffset before)
    {
        PutBackWhatIsNamed(NamedFiles.Read(data, states()), before); // what a sweep that was cut off left aside
        var found = Find(before);
        foreach (var file in found)
        {
            Move(file.Path, Aside(file.Path));
        }

        PutBackWhatIsNamed(NamedFiles.Read(data, states()), before);
        return [.. found.Where(f => !File.Exists(data.File(f.Path)))];
    }

    private IEnumerable<(string Path, DateTime LastUse)> Candidates(NamedFiles named)
        => OfRounds().Concat(OfHeads(named)).Concat(OfLists()).Concat(data.Files(DataFolder.Unfinished).Select(p => (p, WrittenAt(p))));

    /// <summary>An attempt is in use until its last file is written.</summary>
    private IEnumerable<(string Path, DateTime LastUse)> OfRounds()
        => from campaign in data.Folders("campaigns")
           from path in data.Files(campaign + "/rounds")
           let attempt = DataFolder.AttemptOf(path)
           where attempt is not null
           group path by attempt.Value into files
           let last = files.Max(WrittenAt)
           from path in files
           select (path, last);

    /// <summary>A catalogue's file may have been named until its head was written last. Without a head nothing of it is touched.</summary>
    private IEnumerable<(string Path, DateTime LastUse)> OfHeads(NamedFiles named)
        => from catalog in data.Folders("catalogs")
           let head = named.HeadWrittenAt(catalog)
           where head is not null
           from kind in OfCatalogs
           from path in data.Files($"{catalog}/{kind}")
           let written = WrittenAt(path)
           select (path, written > head.Value ? written : head.Value);

    private IEnumerable<(string Path, DateTime LastUse)> OfLists()
        => data.Folders("campaigns").SelectMany(c => data.Files(c + "/known-lenses")).Select(p => (p, WrittenAt(p)));

    private void PutBackWhatIsNamed(NamedFiles named, DateTimeOffset before)
    {
        foreach (var aside in data.Files(DataFolder.Swept).ToList())
        {
            var path = aside[(DataFolder.Swept.Length + 1)..];
            var isUsed = named.Contains(path) || WrittenAt(aside) >= before.UtcDateTime;
            if (isUsed && !File.Exists(data.File(path)))
            {
                Move(aside, path);
            }
            else
            {
                File.Delete(data.File(aside));
            }
        }
    }

    private void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(data.File(to))!);
        File.Move(data.File(from), data.File(to), overwrite: false);
    }

    private DateTime WrittenAt(string blob) => File.GetLastWriteTimeUtc(data.File(blob));

    private static string Aside(string path) => $"{DataFolder.Swept}/{path}";
}
