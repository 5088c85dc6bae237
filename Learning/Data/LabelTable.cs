using CsvHelper;
using LensGrains.Learning.Evaluation;

namespace LensGrains.Learning.Data;

/// <summary>Labels by name: a CSV with <c>id</c> (or <c>name</c>) and <c>label</c> (or <c>is_lens</c>), whatever else is in it.</summary>
public static class LabelTable
{
    private static readonly string[] PositiveWords = ["1", "true", "yes", "lens", "positive"];
    private static readonly string[] NegativeWords = ["0", "false", "no", "non-lens", "nonlens", "negative"];

    /// <summary>Whether each source is positive. A row without a label is left out; of several rows of one source the last counts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column of labels; null: <c>label</c> or <c>is_lens</c>.</param>
    /// <param name="positive">The label of positives, every other is of the rest; null: 1, true, yes, lens or positive.</param>
    /// <exception cref="PredictionTableException">The file cannot be read so; the message says why.</exception>
    public static SortedDictionary<string, bool> Read(string path, string? column = null, string? positive = null)
    {
        if (!File.Exists(path))
        {
            throw new PredictionTableException($"there is no file {Path.GetFileName(path)}");
        }

        var options = CsvReaderOptions.Default with { Separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',', TrimWhitespace = true };
        using var reader = CsvReader.FromFile(path, options);
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        var (name, label) = (Find(header, "id", "name"), column is null ? Find(header, "label", "is_lens") : Find(header, column));
        var labels = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (Math.Max(name, label) < reader.FieldCount && reader.GetString(label) is { Length: > 0 } word)
            {
                labels[reader.GetString(name)] = LabelOf(word, positive)
                    ?? throw new PredictionTableException($"row {reader.RowNumber}: '{word}' is no label; name that of lenses");
            }
        }

        return labels;
    }

    private static int Find(string[] header, params string[] names)
        => Array.FindIndex(header, column => names.Contains(column, StringComparer.OrdinalIgnoreCase)) is >= 0 and var found
            ? found
            : throw new PredictionTableException($"there is no column '{names[0]}'; columns: {string.Join(", ", header)}");

    private static bool? LabelOf(string word, string? positive) => positive is not null ? word.Equals(positive, StringComparison.OrdinalIgnoreCase)
        : PositiveWords.Contains(word, StringComparer.OrdinalIgnoreCase) ? true
        : NegativeWords.Contains(word, StringComparer.OrdinalIgnoreCase) ? false
        : null;
}
