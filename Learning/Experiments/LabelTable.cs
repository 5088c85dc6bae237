using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Core.Sky;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Data;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Experiments;

/// <summary>The labelled sources of an experiment, row by row.</summary>
/// <param name="Ids">[n], each once.</param>
/// <param name="Positives">[n].</param>
/// <param name="Objects">[n] number of the object that a row shows; rows at one place on the sky, or of the same pixels, share it.</param>
/// <param name="Fields">By the name of a column, [n] fields as they stand in the table.</param>
/// <param name="References">By name, [n] scores that others gave; NaN where there is none.</param>
/// <param name="Unlabelled">Rows of the table that have no label.</param>
internal sealed record LabelTable(
    IReadOnlyList<string> Ids,
    bool[] Positives,
    IReadOnlyList<int> Objects,
    IReadOnlyDictionary<string, string[]> Fields,
    IReadOnlyDictionary<string, double[]> References,
    int Unlabelled)
{
    /// <summary>The column of hashes of pixels: rows that share one are one object.</summary>
    internal const string Content = "content";

    private static readonly string[] PositiveWords = ["1", "true", "yes", "lens", "positive"];
    private static readonly string[] NegativeWords = ["0", "false", "no", "non-lens", "nonlens", "negative"];

    private static readonly string[] KnownProperties =
        ["kind", "is_mimic", "einstein_radius_arcsec", "psf_fwhm_arcsec", "arc_to_lens_flux_ratio", "arc_signal_to_noise"];

    /// <summary>Number of rows n.</summary>
    public int Count => Ids.Count;

    /// <summary>Columns that evaluations read, and the kind of a simulated source.</summary>
    public IEnumerable<KeyValuePair<string, string[]>> Properties
        => KnownProperties.Where(Fields.ContainsKey).Select(name => KeyValuePair.Create(name, Fields[name]));

    /// <summary>
    /// [n] a number for each source that follows from its id, so that a checkpoint knows in another run what it was trained on: 31 bits of the
    /// id's SHA-256, the next free number where two ids share them.
    /// </summary>
    public int[] Ordinals()
    {
        var taken = new HashSet<int>();
        return [.. Ids.Select(id =>
        {
            var number = BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id))) & int.MaxValue;
            while (!taken.Add(number))
            {
                number = (number + 1) & int.MaxValue;
            }

            return number;
        })];
    }

    /// <summary>[n] where the sources are on the sky; null where that is not known.</summary>
    public SkyPosition?[] Positions()
    {
        string[]? Column(params string[] names) => names.Select(name => Fields.GetValueOrDefault(name)).FirstOrDefault(column => column is not null);
        var (ra, dec) = (Column("ra", "ra_deg"), Column("dec", "dec_deg"));
        return [.. Enumerable.Range(0, Count).Select(row => ra is not null && dec is not null ? PlaceOf(ra[row], dec[row]) : null)];
    }

    /// <summary>[n, k] numbers of columns, row by row; NaN where a field is none.</summary>
    /// <exception cref="ExperimentException">There is no such column.</exception>
    public float[] Numbers(IReadOnlyList<string> columns)
    {
        var fields = columns.Select(name => Fields.TryGetValue(name, out var column)
            ? column
            : throw new ExperimentException($"there is no column '{name}' with the labels; columns: {string.Join(", ", Fields.Keys)}")).ToArray();
        return [.. Enumerable.Range(0, Count).SelectMany(row => fields.Select(column => (float)TextTable.Number(column[row])))];
    }

    /// <summary>[n, 12] what is known of the lenses' parameters, see <see cref="LensTruth"/>; null where the table has no such columns.</summary>
    public float[]? Parameters()
    {
        if (!Fields.ContainsKey("einstein_radius_arcsec") || !Fields.ContainsKey("kind"))
        {
            return null;
        }

        var columns = LensTruth.Columns.Select(name => Fields.GetValueOrDefault(name)).ToArray();
        double Value(string[]? column, int row) => column is null || Fields["kind"][row] != nameof(SourceKind.Lens) ? double.NaN : TextTable.Number(column[row]);
        return [.. Enumerable.Range(0, Count).SelectMany(row => LensTruth.Row(Array.ConvertAll(columns, column => Value(column, row))))];
    }

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

        var fields = table.Header.Select((name, column) => (name, column)).DistinctBy(named => named.name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(named => named.name, named => rows.Select(row => row[named.column]).ToArray(), StringComparer.OrdinalIgnoreCase);
        var references = config.References.ToDictionary(
            reference => reference.Key, reference => ColumnOf(table, rows, reference.Value));
        string[] ids = [.. rows.Select(row => row[id])];
        return new LabelTable(
            ids, [.. rows.Select(row => IsPositive(row[label], row[id], config))], ObjectsOf(table, rows, ids), fields, references, table.Rows.Count - rows.Length);
    }

    /// <summary>Some of the rows.</summary>
    public LabelTable Take(IReadOnlyList<int> rows) => new(
        [.. rows.Select(row => Ids[row])],
        [.. rows.Select(row => Positives[row])],
        [.. rows.Select(row => Objects[row])],
        Fields.ToDictionary(f => f.Key, f => rows.Select(row => f.Value[row]).ToArray(), StringComparer.OrdinalIgnoreCase),
        References.ToDictionary(r => r.Key, r => rows.Select(row => r.Value[row]).ToArray()),
        Unlabelled);

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
        var (ra, dec, content) = (table.Find("ra", "ra_deg"), table.Find("dec", "dec_deg"), table.Find(Content));
        var keys = rows.Select((row, i) => new ObjectKeys(ids[i])
        {
            ContentHash = content is { } hash && row[hash].Length > 0 ? row[hash] : null,
            Position = ra is { } x && dec is { } y ? PlaceOf(row[x], row[y]) : null,
        });
        return ObjectGroups.Of([.. keys], new GroupingOptions()).GroupOf;
    }

    private static SkyPosition? PlaceOf(string ra, string dec)
        => TextTable.Number(ra) is >= 0 and < 360 and var x && TextTable.Number(dec) is >= -90 and <= 90 and var y ? new SkyPosition(x, y) : null;
}
