using LensGrains.Core.Catalogs;
using LensGrains.Imaging;

namespace LensGrains.Learning.Experiments;

/// <summary>
/// The image files of sources by id: of a folder, whose files are told apart by their names as an ingest does
/// (<see cref="GroupingRule"/>: <c>ID.fits</c>, <c>ID_g.fits</c>, <c>ID/g.fits</c>), or of a CSV with an id and columns of files.
/// </summary>
public static class CutoutFiles
{
    private static readonly string[] Endings = [".fits", ".fit", ".fits.gz", ".fit.gz", ".fits.fz", ".png", ".jpg", ".jpeg", ".tif", ".tiff"];
    private static readonly string[] FileColumns = ["file", "path", "image", "filepath"];

    /// <summary>Per id its files, in order of their bands.</summary>
    /// <param name="path">A folder, or a CSV whose paths are relative to its own folder.</param>
    /// <param name="cancellationToken">Checked before every file.</param>
    /// <exception cref="ExperimentException">There is no such folder or file, or the CSV names no files.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<BandFile>> Find(string path, CancellationToken cancellationToken = default)
        => Directory.Exists(path) ? OfFolder(Path.GetFullPath(path), cancellationToken)
            : File.Exists(path) ? OfManifest(path)
            : throw new ExperimentException($"there is no folder or file '{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}' of images");

    private static Dictionary<string, IReadOnlyList<BandFile>> OfFolder(string root, CancellationToken cancellationToken)
    {
        var rule = new GroupingRule();
        var found = new Dictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateFiles(root, "*", options).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            if (Endings.Where(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)).MaxBy(e => e.Length) is not { } ending)
            {
                continue;
            }

            var folder = Path.GetDirectoryName(path)!;
            var grouped = rule.Of(name[..^ending.Length], folder.Length == root.Length ? null : Path.GetFileName(folder));
            var parts = found.TryGetValue(grouped.Name, out var known) ? known : found[grouped.Name] = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (!parts.TryAdd(grouped.Part, path))
            {
                throw new ExperimentException($"{Path.GetRelativePath(root, path)} and {Path.GetRelativePath(root, parts[grouped.Part])} are of one source and one part");
            }
        }

        return found.ToDictionary(
            source => source.Key,
            source => (IReadOnlyList<BandFile>)[.. source.Value.Select(part => new BandFile(part.Value, part.Key.Length == 0 ? null : part.Key))],
            StringComparer.Ordinal);
    }

    private static Dictionary<string, IReadOnlyList<BandFile>> OfManifest(string path)
    {
        var table = TextTable.Read(path);
        var id = table.Require("id", "name");
        var (whole, bands) = (table.Find(FileColumns), BandColumns(table));
        if (whole is null && bands.Length == 0)
        {
            throw new ExperimentException($"{Path.GetFileName(path)} has no column '{string.Join("', '", FileColumns)}' and none 'file_BAND'");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var found = new Dictionary<string, IReadOnlyList<BandFile>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            BandFile[] files = whole is { } column
                ? [new BandFile(Path.Combine(folder, row[column]))]
                : [.. bands.Where(band => row[band.Column].Length > 0).Select(band => new BandFile(Path.Combine(folder, row[band.Column]), band.Name))];
            if (!found.TryAdd(row[id], files))
            {
                throw new ExperimentException($"{Path.GetFileName(path)} has the id '{row[id]}' twice");
            }
        }

        return found;
    }

    private static (int Column, string Name)[] BandColumns(TextTable table) =>
    [
        .. table.Header.Select((name, column) => (column, name))
            .Where(named => named.name.StartsWith("file_", StringComparison.OrdinalIgnoreCase))
            .Select(named => (named.column, named.name[5..])),
    ];
}
