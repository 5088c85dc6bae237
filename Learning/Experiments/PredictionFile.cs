using System.Globalization;
using System.Text;

namespace LensGrains.Learning.Experiments;

/// <summary>What a column of predictions is.</summary>
public enum ColumnRole
{
    /// <summary>A member of the run.</summary>
    Member,

    /// <summary>The members together.</summary>
    Ensemble,

    /// <summary>A baseline that a script computed.</summary>
    Baseline,

    /// <summary>Scores that others gave.</summary>
    Reference,
}

/// <summary>A column of predictions: a score of every row.</summary>
/// <param name="Name">The member, baseline or reference.</param>
/// <param name="Role">Which of these.</param>
/// <param name="Scores">[n], finite.</param>
internal sealed record PredictionColumn(string Name, ColumnRole Role, double[] Scores);

/// <summary>
/// <c>predictions.csv</c>: held-out predictions in the columns that <c>lens evaluate</c> reads (<c>id</c>, <c>label</c>, <c>score_NAME</c>,
/// <c>fold</c>, <c>object</c>, properties of the truth), and <c>baseline_NAME</c> and <c>reference_NAME</c>, which it leaves alone.
/// </summary>
internal sealed record PredictionFile(LabelTable Labels, IReadOnlyList<int>? Folds, IReadOnlyList<PredictionColumn> Columns)
{
    private static readonly (string Prefix, ColumnRole Role)[] Prefixes =
        [("score_", ColumnRole.Member), ("baseline_", ColumnRole.Baseline), ("reference_", ColumnRole.Reference)];

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        var properties = Labels.Properties.ToArray();
        var text = new StringBuilder();
        string[] heads = ["id", "label", "object", .. Folds is null ? Array.Empty<string>() : ["fold"],
            .. Columns.Select(column => Prefixes.First(p => p.Role == column.Role).Prefix + column.Name), .. properties.Select(p => p.Key)];
        text.AppendJoin(',', heads.Select(TextTable.Field)).Append('\n');
        for (var row = 0; row < Labels.Count; row++)
        {
            string[] fields = [Labels.Ids[row], Labels.Positives[row] ? "1" : "0", Labels.Objects[row].ToString(CultureInfo.InvariantCulture),
                .. Folds is null ? Array.Empty<string>() : [Folds[row].ToString(CultureInfo.InvariantCulture)],
                .. Columns.Select(column => TextTable.Field(column.Scores[row])), .. properties.Select(p => p.Value[row])];
            text.AppendJoin(',', fields.Select(TextTable.Field)).Append('\n');
        }

        WholeFile.Write(path, text.ToString());
    }

    /// <summary>Reads ids, labels and every column of scores of a file.</summary>
    /// <exception cref="ExperimentException">It is not such a file.</exception>
    public static (string[] Ids, bool[] Positives, IReadOnlyList<PredictionColumn> Columns) Read(string path)
    {
        var table = TextTable.Read(path);
        var (id, label) = (table.Require("id"), table.Require("label"));
        var columns = new List<PredictionColumn>();
        for (var i = 0; i < table.Header.Count; i++)
        {
            if (Array.Find(Prefixes, p => table.Header[i].StartsWith(p.Prefix, StringComparison.Ordinal)) is { Prefix: not null } found)
            {
                var column = i;
                columns.Add(new PredictionColumn(table.Header[i][found.Prefix.Length..], found.Role, [.. table.Rows.Select(row => TextTable.Number(row[column]))]));
            }
        }

        return ([.. table.Rows.Select(row => row[id])], [.. table.Rows.Select(row => row[label] == "1")], columns);
    }
}
