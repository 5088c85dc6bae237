using System.Globalization;
using System.Text;
using LensGrains.Learning.Physics;

namespace LensGrains.Learning.Experiments;

/// <summary>Measured lenses as a CSV, a row per source.</summary>
public static class MeasurementFile
{
    /// <summary>
    /// The columns: <c>id</c>, <c>score</c>, each parameter with its <c>_sd</c>, the mass and the shear once more by length and direction as truth
    /// tables have them, and <c>unexplained</c>. Six digits; a field without a value is empty.
    /// </summary>
    /// <param name="isRefined">Whether size, shape and centre, which a network does not learn, are there.</param>
    public static IReadOnlyList<string> Columns(bool isRefined) =>
    [
        "id", "score", .. LensParameters.Names.Take(ParametersOf(isRefined)).SelectMany(name => (string[])[name, name + "_sd"]),
        "axis_ratio", "position_angle_deg", "shear", "shear_angle_deg", "unexplained",
    ];

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="isRefined">As in <see cref="Columns"/>.</param>
    /// <param name="rows">Ids and what was measured; null: the image could not be read.</param>
    public static void Write(string path, bool isRefined, IEnumerable<(string Id, LensMeasurement? Measured)> rows)
    {
        var text = new StringBuilder().AppendJoin(',', Columns(isRefined)).Append('\n');
        foreach (var (id, measured) in rows)
        {
            text.AppendJoin(',', [TextTable.Field(id), .. Fields(measured, ParametersOf(isRefined))]).Append('\n');
        }

        WholeFile.Write(Path.GetFullPath(path), text.ToString());
    }

    private static int ParametersOf(bool isRefined) => isRefined ? LensParameters.Count : LensMeasurement.Learned;

    private static IEnumerable<string> Fields(LensMeasurement? measured, int parameters)
    {
        if (measured is not { Parameters.Count: > 0 })
        {
            return [measured is null ? "" : TextTable.Field(measured.Score), .. Enumerable.Repeat("", (2 * parameters) + 5)];
        }

        double[] values =
        [
            .. Enumerable.Range(0, parameters).SelectMany(i => (double[])[measured.Parameters[i], measured.Deviations[i]]),
            measured.Mass.AxisRatio, measured.Mass.PositionAngleDeg, measured.Shear.Length, measured.Shear.AngleDeg, measured.Unexplained,
        ];
        return [TextTable.Field(measured.Score), .. values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture))];
    }
}
