using System.Globalization;
using CsvHelper;
using LensGrains.Learning.Ensembles;
using LensGrains.Learning.Metrics;

namespace LensGrains.Learning.Evaluation;

/// <summary>A table of predictions that cannot be evaluated; the message says which row or column and why.</summary>
public sealed class PredictionTableException(string message) : Exception(message);

/// <summary>How a table of predictions is read.</summary>
/// <param name="Members">Columns that hold scores; null: <c>score</c>, <c>score_NAME</c> and <c>NAME_score</c>.</param>
/// <param name="Positive">The label of lenses; null: 1, true, yes, lens or positive.</param>
public sealed record PredictionColumns(IReadOnlyList<string>? Members = null, string? Positive = null);

/// <summary>
/// Labelled sources with the scores of one or more members. Columns, in any order and case: <c>id</c> (or <c>name</c>), <c>label</c> (or
/// <c>is_lens</c>), scores in [0, 1]; where there are any also <c>fold</c> and <c>object</c> (copies of one object share it), and the
/// properties of lenses <c>einstein_radius_arcsec</c> with <c>psf_fwhm_arcsec</c>, <c>arc_to_lens_flux_ratio</c> and
/// <c>arc_signal_to_noise</c>, empty where unknown. Other columns are left alone.
/// </summary>
/// <param name="Ids">[n], each once.</param>
/// <param name="Positives">[n].</param>
/// <param name="Members">Scores; held out, if the evaluation is to mean anything.</param>
/// <param name="Properties">By name of <see cref="PropertyBins"/>: [n], NaN where unknown.</param>
/// <param name="Folds">[n], or null.</param>
/// <param name="Objects">[n] numbers of objects; a row without one is an object of its own.</param>
public sealed record PredictionTable(
    IReadOnlyList<string> Ids,
    bool[] Positives,
    MemberScores Members,
    IReadOnlyDictionary<string, double[]> Properties,
    IReadOnlyList<int>? Folds,
    IReadOnlyList<int> Objects)
{
    private static readonly string[] PositiveWords = ["1", "true", "yes", "lens", "positive"];
    private static readonly string[] NegativeWords = ["0", "false", "no", "non-lens", "nonlens", "negative"];

    /// <exception cref="PredictionTableException">The file cannot be evaluated.</exception>
    public static PredictionTable Read(string path, PredictionColumns columns)
    {
        if (!File.Exists(path))
        {
            throw new PredictionTableException($"there is no file {Path.GetFileName(path)}");
        }

        var options = CsvReaderOptions.Default with { Separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',', TrimWhitespace = true };
        using var reader = CsvReader.FromFile(path, options);
        return Read(reader, columns);
    }

    /// <summary>Reads comma-separated text.</summary>
    /// <exception cref="PredictionTableException">The text cannot be evaluated.</exception>
    public static PredictionTable Parse(string text, PredictionColumns columns)
    {
        using var reader = CsvReader.FromText(text, CsvReaderOptions.Default with { TrimWhitespace = true });
        return Read(reader, columns);
    }

    private static PredictionTable Read(CsvReader reader, PredictionColumns columns)
    {
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, header.Length).Select(i => i < reader.FieldCount ? reader.GetString(i) : string.Empty)]);
        }

        return rows.Count > 0
            ? new Columns(header, rows).ToTable(columns)
            : throw new PredictionTableException("the table has no rows");
    }

    private sealed class Columns(string[] header, List<string[]> rows)
    {
        public PredictionTable ToTable(PredictionColumns columns)
        {
            var ids = Texts(Required("id", "name"));
            if (ids.GroupBy(id => id).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new PredictionTableException($"the id '{twice.Key}' comes {twice.Count()} times");
            }

            var members = MemberColumns(columns.Members);
            if (members.GroupBy(member => NameOf(header[member])).FirstOrDefault(group => group.Count() > 1) is { } alike)
            {
                throw new PredictionTableException($"several columns hold scores of '{alike.Key}'");
            }

            return new PredictionTable(
                ids,
                Labels(Required("label", "is_lens"), columns.Positive),
                new MemberScores([.. members.Select(member => NameOf(header[member]))], [.. members.Select(Scores)]),
                Properties(),
                Find("fold") is { } fold ? Texts(fold).Select(WholeNumber).ToArray() : null,
                Find("object") is { } key ? Numbered(Texts(key)) : [.. Enumerable.Range(0, rows.Count)]);
        }

        private int? Find(params string[] names)
        {
            var found = Array.FindIndex(header, name => names.Contains(name, StringComparer.OrdinalIgnoreCase));
            return found < 0 ? null : found;
        }

        private int Required(params string[] names)
            => Find(names) ?? throw new PredictionTableException($"there is no column '{names[0]}'; columns: {string.Join(", ", header)}");

        private string[] Texts(int column) => [.. rows.Select(row => row[column])];

        private int[] MemberColumns(IReadOnlyList<string>? named)
        {
            var found = named is null
                ? Enumerable.Range(0, header.Length).Where(i => IsScore(header[i])).ToArray()
                : named.Select(name => Required(name)).ToArray();
            return found.Length > 0
                ? found
                : throw new PredictionTableException("there is no column of scores: score, score_NAME or NAME_score; or name them");
        }

        private static bool IsScore(string name)
            => name.Equals("score", StringComparison.OrdinalIgnoreCase) || NameOf(name) != name;

        private static string NameOf(string name)
            => name.StartsWith("score_", StringComparison.OrdinalIgnoreCase) && name.Length > 6 ? name[6..]
                : name.EndsWith("_score", StringComparison.OrdinalIgnoreCase) && name.Length > 6 ? name[..^6]
                : name;

        private double[] Scores(int column) => [.. rows.Select((row, i) => Number(row[column]) is >= 0 and <= 1 and var score
            ? score
            : throw new PredictionTableException($"row {i + 1}: {header[column]} '{row[column]}' is no score from 0 to 1"))];

        private bool[] Labels(int column, string? positive) => [.. rows.Select((row, i) => LabelOf(row[column], positive)
            ?? throw new PredictionTableException($"row {i + 1}: '{row[column]}' is no label; name that of lenses"))];

        private static bool? LabelOf(string label, string? positive) => positive is not null
            ? (label.Length == 0 ? null : label.Equals(positive, StringComparison.OrdinalIgnoreCase))
            : PositiveWords.Contains(label, StringComparer.OrdinalIgnoreCase) ? true
            : NegativeWords.Contains(label, StringComparer.OrdinalIgnoreCase) ? false
            : null;

        private Dictionary<string, double[]> Properties()
        {
            var properties = new Dictionary<string, double[]>();
            foreach (var bins in new[] { PropertyBins.ArcToLensFluxRatio, PropertyBins.ArcSignalToNoise, PropertyBins.EinsteinRadiusOverSeeing })
            {
                if (Find(bins.Property) is { } column)
                {
                    properties[bins.Property] = [.. Texts(column).Select(Number)];
                }
            }

            if (Find("einstein_radius_arcsec") is { } radius && Find("psf_fwhm_arcsec") is { } seeing)
            {
                properties.TryAdd(
                    PropertyBins.EinsteinRadiusOverSeeing.Property, [.. Texts(radius).Zip(Texts(seeing), (r, s) => Number(r) / Number(s))]);
            }

            return properties;
        }

        private static double Number(string text)
            => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

        private static int WholeNumber(string text)
            => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new PredictionTableException($"'{text}' is no number of a fold");

        private static int[] Numbered(string[] keys)
        {
            var numbers = new Dictionary<string, int>();
            return [.. keys.Select((key, row) => numbers.TryGetValue(key.Length == 0 ? $"row {row}" : $"object {key}", out var number)
                ? number
                : numbers[key.Length == 0 ? $"row {row}" : $"object {key}"] = numbers.Count)];
        }
    }
}
