using System.Globalization;
using CsvHelper;
using LensGrains.Core.Catalogs;

namespace LensGrains.Learning.Data.Shards;

/// <summary>A folder or table that cannot be packed; the message says why.</summary>
public sealed class PackException(string message) : Exception(message);

/// <summary>Finds what to pack: images of a folder, with what a table (<c>truth.csv</c>, an export of labels) says of them.</summary>
public static class PackTable
{
    private static readonly string[] Endings = [".fits.gz", ".fit.gz", ".fits.fz", ".fits", ".fit", ".npy", ".png", ".jpg", ".jpeg", ".tif", ".tiff"];

    /// <summary>
    /// Every source of the folder, in the order of names. Files are grouped by <see cref="GroupingRule"/>; rows of the table are found by their
    /// name column. Without a table the names of the folders below are the classes.
    /// </summary>
    /// <param name="folder">Images, also in folders below it.</param>
    /// <param name="table">A CSV with names; null: none.</param>
    /// <param name="labelColumn">The column of the label; null: <c>label</c> or <c>is_lens</c>.</param>
    /// <exception cref="PackException">The folder or the table is not there, or a column is missing.</exception>
    public static IReadOnlyList<PackItem> Read(string folder, string? table, string? labelColumn)
    {
        if (!Directory.Exists(folder))
        {
            throw new PackException($"there is no folder {folder}");
        }

        var rows = table is null ? null : Rows(table, labelColumn);
        var items = new List<PackItem>();
        foreach (var (name, files) in Group(Path.GetFullPath(folder)))
        {
            var item = new PackItem(name, files);
            if (rows is null)
            {
                var below = Path.GetRelativePath(folder, Path.GetDirectoryName(files[0].Path)!);
                item = below == "." ? item : item with { Label = below.Split(Path.DirectorySeparatorChar)[0] };
            }

            items.Add(rows is not null && rows.TryGetValue(name, out var row) ? row with { Files = files } : item);
        }

        return items;
    }

    private static SortedDictionary<string, List<(string Band, string Path)>> Group(string root)
    {
        var (rule, groups) = (new GroupingRule(), new SortedDictionary<string, List<(string Band, string Path)>>(StringComparer.Ordinal));
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (Array.Find(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is not { } known)
            {
                continue;
            }

            var folder = Path.GetDirectoryName(path)!;
            var grouped = rule.Of(name[..^known.Length], folder.Length == root.Length ? null : Path.GetFileName(folder));
            if (!groups.TryGetValue(grouped.Name, out var files))
            {
                groups[grouped.Name] = files = [];
            }

            if (files.Exists(file => file.Band == grouped.Part && Path.GetExtension(file.Path) == Path.GetExtension(path)))
            {
                throw new PackException($"{name} is there twice: names have to differ over the whole folder");
            }

            files.Add((grouped.Part, path));
        }

        return groups;
    }

    private static Dictionary<string, PackItem> Rows(string table, string? labelColumn)
    {
        if (!File.Exists(table))
        {
            throw new PackException($"there is no table {Path.GetFileName(table)}");
        }

        var separator = table.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        using var reader = CsvReader.FromFile(table, CsvReaderOptions.Default with { Separator = separator, TrimWhitespace = true });
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        var (name, label) = (ColumnNames.Find(header, ColumnNames.Name), Label(header, labelColumn));
        if (name < 0)
        {
            throw new PackException($"the table has no column of names: {string.Join(", ", header)}");
        }

        var rows = new Dictionary<string, PackItem>(StringComparer.Ordinal);
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, Math.Min(header.Length, reader.FieldCount)).Select(reader.GetString).ToArray();
            if (!rows.TryAdd(fields[name], Item(header, fields, name, label)))
            {
                throw new PackException($"the table has '{fields[name]}' twice");
            }
        }

        return rows;
    }

    private static int Label(string[] header, string? wanted)
    {
        string[] names = wanted is null ? ["label", "is_lens"] : [wanted];
        var found = Array.FindIndex(header, column => names.Contains(column, StringComparer.OrdinalIgnoreCase));
        return found >= 0 || wanted is null ? found : throw new PackException($"the table has no column '{wanted}': {string.Join(", ", header)}");
    }

    private static PackItem Item(string[] header, string[] fields, int name, int label)
    {
        var (numbers, texts) = (new SortedDictionary<string, double>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        for (var i = 0; i < fields.Length; i++)
        {
            if (i == name || i == label || fields[i].Length == 0)
            {
                continue;
            }

            if (double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                numbers[header[i]] = number;
            }
            else
            {
                texts[header[i]] = fields[i];
            }
        }

        var word = label >= 0 && label < fields.Length && fields[label].Length > 0 ? fields[label] : null;
        return new PackItem(fields[name], []) { Label = word, Columns = numbers, Texts = texts };
    }
}
