using LensGrains.Core.Sky;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Experiments;

/// <summary>The labelled sources of an experiment, row by row.</summary>
/// <param name="Ids">[n], each once.</param>
/// <param name="Positives">[n].</param>
/// <param name="Objects">[n] number of the object that a row shows; rows at one place on the sky share it.</param>
/// <param name="Properties">By name, [n] fields of columns that evaluations read, and of the kind of a simulated source.</param>
/// <param name="References">By name, [n] scores that others gave; NaN where there is none.</param>
/// <param name="Unlabelled">Rows of the table that have no label.</param>
internal sealed record LabelTable(
    IReadOnlyList<string> Ids,
    bool[] Positives,
    IReadOnlyList<int> Objects,
    IReadOnlyDictionary<string, string[]> Properties,
    IReadOnlyDictionary<string, double[]> References,
    int Unlabelled)
{
    private static readonly string[] PositiveWords = ["1", "true", "yes", "lens", "positive"];
    private static readonly string[] NegativeWords = ["0", "false", "no", "non-lens", "nonlens", "negative"];

    private static readonly string[] KnownProperties =
        ["kind", "is_mimic", "einstein_radius_arcsec", "psf_fwhm_arcsec", "arc_to_lens_flux_ratio", "arc_signal_to_noise"];

    /// <summary>Number of rows n.</summary>
    public int Count => Ids.Count;

    /// <summary>[n, 12] what the table knows of the lenses' parameters (<see cref="LensTruth"/>), row by row; null: it has no such columns.</summary>
    public float[]? Truth { get; init; }

    /// <summary>Reads a table; rows without a label are left out.</summary>
    /// <exception cref="ExperimentException">A column is missing, an id comes twice, or a label is none.</exception>
    public static LabelTable Read(string path, DataConfig config)
    {
        var table = TextTable.Read(path);
        var id = config.IdColumn is { } named ? table.Require(named) : table.Require("id", "name");
        var label = config.LabelColumn is { } asked ? table.Require(asked) : table.Require("label", "is_lens");
        var rows = table.Rows.Where(row => row[label].Length > 0).ToArray();
        if (rows.GroupBy(row => row[id], StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ExperimentException($"{Path.GetFileName(path)} has the id '{twice.Key}' {twice.Count()} times");
        }

        var properties = KnownProperties
            .Select(name => (Name: name, Column: table.Find(name)))
            .Where(known => known.Column is not null)
            .ToDictionary(known => known.Name, known => rows.Select(row => row[known.Column!.Value]).ToArray());
        var references = config.References.ToDictionary(
            reference => reference.Key, reference => ColumnOf(table, rows, reference.Value));
        string[] ids = [.. rows.Select(row => row[id])];
        return new LabelTable(
            ids, [.. rows.Select(row => IsPositive(row[label], row[id], config))], ObjectsOf(table, rows, ids), properties, references, table.Rows.Count - rows.Length)
        {
            Truth = TruthOf(table, rows),
        };
    }

    /// <summary>Some of the rows.</summary>
    public LabelTable Take(IReadOnlyList<int> rows) => new(
        [.. rows.Select(row => Ids[row])],
        [.. rows.Select(row => Positives[row])],
        [.. rows.Select(row => Objects[row])],
        Properties.ToDictionary(p => p.Key, p => rows.Select(row => p.Value[row]).ToArray()),
        References.ToDictionary(r => r.Key, r => rows.Select(row => r.Value[row]).ToArray()),
        Unlabelled)
    {
        Truth = TruthAt(rows),
    };

    /// <summary>Some rows of <see cref="Truth"/>.</summary>
    public float[]? TruthAt(IReadOnlyList<int> rows)
        => Truth is null ? null : [.. rows.SelectMany(row => Truth.AsSpan(row * LensParameters.Count, LensParameters.Count).ToArray())];

    // A table that names kinds knows parameters of galaxies behind one galaxy; one that does not, of all that have a value.
    private static float[]? TruthOf(TextTable table, string[][] rows)
    {
        var columns = LensTruth.Columns.Select(name => table.Find(name)).ToArray();
        var kind = table.Find("kind");
        double Value(string[] row, int? column)
            => column is { } at && (kind is null || row[kind.Value] == nameof(SourceKind.Lens)) ? TextTable.Number(row[at]) : double.NaN;
        return columns[0] is null
            ? null
            : [.. rows.SelectMany(row => LensTruth.Row(Array.ConvertAll(columns, column => Value(row, column))))];
    }

    private static double[] ColumnOf(TextTable table, string[][] rows, string name)
    {
        var column = table.Require(name);
        return [.. rows.Select(row => TextTable.Number(row[column]))];
    }

    private static bool IsPositive(string label, string id, DataConfig config)
    {
        if (config.PositiveFrom is { } least)
        {
            return TextTable.Number(label) is var grade && double.IsFinite(grade)
                ? grade >= least
                : throw new ExperimentException($"'{id}': '{label}' is no number");
        }

        if (config.Positive is { } word)
        {
            return label.Equals(word, StringComparison.OrdinalIgnoreCase);
        }

        return PositiveWords.Contains(label, StringComparer.OrdinalIgnoreCase)
            || (NegativeWords.Contains(label, StringComparer.OrdinalIgnoreCase)
                ? false
                : throw new ExperimentException($"'{id}': '{label}' is no label; name that of lenses"));
    }

    private static IReadOnlyList<int> ObjectsOf(TextTable table, string[][] rows, string[] ids)
    {
        var (ra, dec) = (table.Find("ra", "ra_deg"), table.Find("dec", "dec_deg"));
        var keys = rows.Select((row, i) => new ObjectKeys(ids[i])
        {
            Position = ra is { } x && dec is { } y && IsPlace(TextTable.Number(row[x]), TextTable.Number(row[y]))
                ? new SkyPosition(TextTable.Number(row[x]), TextTable.Number(row[y]))
                : null,
        });
        return ObjectGroups.Of([.. keys], new GroupingOptions()).GroupOf;
    }

    private static bool IsPlace(double ra, double dec) => ra is >= 0 and < 360 && dec is >= -90 and <= 90;
}
