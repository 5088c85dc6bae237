using System.Globalization;
using CsvHelper;

namespace LensGrains.Learning.Experiments;

/// <summary>A CSV in memory, every field as its text.</summary>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">Fields of each row, as many as columns.</param>
internal sealed record TextTable(IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows)
{
    /// <exception cref="ExperimentException">There is no file, or it has no rows.</exception>
    public static TextTable Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ExperimentException($"there is no file '{Path.GetFileName(path)}'");
        }

        var options = CsvReaderOptions.Default with { Separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',', TrimWhitespace = true };
        using var reader = CsvReader.FromFile(path, options);
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, header.Length).Select(i => i < reader.FieldCount ? reader.GetString(i) : string.Empty)]);
        }

        return rows.Count > 0 ? new TextTable(header, rows) : throw new ExperimentException($"{Path.GetFileName(path)} has no rows");
    }

    /// <summary>The first column with one of these names, in any case.</summary>
    public int? Find(params string[] names)
        => names.Select(name => Header.ToList().FindIndex(head => head.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Where(column => column >= 0).Select(column => (int?)column).FirstOrDefault();

    /// <exception cref="ExperimentException">There is none.</exception>
    public int Require(params string[] names)
        => Find(names) ?? throw new ExperimentException($"there is no column '{string.Join("' or '", names)}'; columns: {string.Join(", ", Header)}");

    /// <summary>A number, NaN where the field is none.</summary>
    public static double Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>A field as it stands in a CSV.</summary>
    public static string Field(string text)
        => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Field(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
