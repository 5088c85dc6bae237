using System.Collections.Immutable;
using System.IO.Enumeration;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Ingest;

/// <summary>The sources of a folder, one or more files each.</summary>
internal sealed class FolderListing : ISourceListing
{
    private static readonly string[] Endings = [".fits", ".fit", ".fits.gz", ".fit.gz", ".fits.fz", ".png", ".jpg", ".jpeg", ".tif", ".tiff"];

    private readonly List<IngestFailure> _failures = [];
    private readonly List<(string Name, List<(string Part, string Path)> Files)> _objects;

    private FolderListing(SortedDictionary<string, List<(string Part, string Path)>> objects, FolderInput input)
    {
        _objects = [.. objects.Select(o => (o.Key, o.Value))];
        var required = input.Grouping.RequiredParts(_objects.Where(IsGrouped).Select(o => (IReadOnlyCollection<string>)[.. o.Files.Select(f => f.Part)]));
        _objects.RemoveAll(o => IsGrouped(o) && ListIncomplete(o.Name, o.Files, required) && !input.KeepIncomplete);
    }

    public int Count => _objects.Count;

    public IReadOnlyList<IngestFailure> Failures => _failures;

    public EmbeddingTarget? Embedding => null;

    public static FolderListing Open(FolderInput input, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(input.Path);
        if (!Directory.Exists(root))
        {
            throw new IngestInputException("folder-not-found", $"There is no folder {input.Path}.");
        }

        var objects = new SortedDictionary<string, List<(string Part, string Path)>>(StringComparer.Ordinal);
        var duplicates = new List<IngestFailure>();
        foreach (var path in Images(root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var folder = Path.GetDirectoryName(path)!;
            var grouped = input.Grouping.Of(Stem(path), folder.Length == root.Length ? null : Path.GetFileName(folder));
            if (!objects.TryGetValue(grouped.Name, out var files))
            {
                objects[grouped.Name] = files = [];
            }

            if (files.Exists(f => f.Part == grouped.Part))
            {
                duplicates.Add(new IngestFailure(grouped.Name, "duplicate-name", $"{Path.GetRelativePath(root, path)} repeats {Path.GetRelativePath(root, files.Find(f => f.Part == grouped.Part).Path)}."));
            }
            else
            {
                files.Add((grouped.Part, path));
            }
        }

        var listing = new FolderListing(objects, input);
        listing._failures.AddRange(duplicates);
        return listing;
    }

    public IEnumerable<SourceDraft> InNameOrder()
        => _objects.Select(o => new SourceDraft(o.Name, [.. o.Files.Select(f => new DraftFile(f.Part, f.Path))]));

    public void ReadVector(int row, Span<float> values) => throw new InvalidOperationException("A folder has no vectors.");

    public void Dispose()
    {
    }

    private static bool IsGrouped((string Name, List<(string Part, string Path)> Files) o) => o.Files.Exists(f => f.Part.Length > 0);

    private bool ListIncomplete(string name, List<(string Part, string Path)> files, IReadOnlyList<string> required)
    {
        var missing = required.Where(part => !files.Exists(f => f.Part == part)).ToList();
        if (missing.Count > 0)
        {
            _failures.Add(new IngestFailure(name, "incomplete-group", $"No file for {string.Join(", ", missing)}."));
        }

        return missing.Count > 0;
    }

    /// <summary>Image files below the folder in ordinal order of their paths; links to files count, links to folders are not followed.</summary>
    private static IEnumerable<string> Images(string root)
        => new FileSystemEnumerable<string>(
            root,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
        {
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && Ending(entry.FileName.ToString()) is not null,
        }.Order(StringComparer.Ordinal);

    private static string Stem(string path)
    {
        var name = Path.GetFileName(path);
        return name[..^Ending(name)!.Length];
    }

    private static string? Ending(string path)
        => Endings.Where(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)).MaxBy(e => e.Length);
}
