using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Storage;

/// <summary>The bytes of one row segment. The same rows always give the same bytes.</summary>
internal sealed record SegmentFiles(byte[] Lines, byte[] Offsets, byte[] Ids, byte[] Columns, string[] ColumnNames, string Hash)
{
    /// <summary>Columns that every segment has.</summary>
    public static readonly string[] OwnColumns = ["ra", "dec", "redshift", "magnitude"];

    public static SegmentFiles Build(IReadOnlyList<SourceRow> rows)
    {
        var lines = new ArrayBufferWriter<byte>(rows.Count * 512);
        var offsets = new long[rows.Count + 1];
        using (var json = new Utf8JsonWriter(lines))
        {
            for (var i = 0; i < rows.Count; i++)
            {
                JsonSerializer.Serialize(json, rows[i], CatalogJson.Default.SourceRow);
                json.Flush();
                json.Reset();
                lines.Write("\n"u8);
                offsets[i + 1] = lines.WrittenCount;
            }
        }

        var (names, values) = NumericColumns(rows);
        var bytes = lines.WrittenSpan.ToArray();
        return new SegmentFiles(
            bytes,
            NpyFile.ToBytes<long>(offsets),
            NpyFile.ToBytes<ulong>(SortedIds(rows), 2, rows.Count),
            NpyFile.ToBytes<double>(values, names.Length, rows.Count),
            names,
            Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    private static ulong[] SortedIds(IReadOnlyList<SourceRow> rows)
    {
        var hashes = new ulong[rows.Count];
        var numbers = new ulong[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            hashes[i] = IdHash.Of(rows[i].Id);
            numbers[i] = (ulong)i;
        }

        Array.Sort(hashes, numbers);
        return [.. hashes, .. numbers];
    }

    /// <summary>The own columns, then every further column that holds only numbers (or nothing) in these rows.</summary>
    private static (string[] Names, double[] Values) NumericColumns(IReadOnlyList<SourceRow> rows)
    {
        var further = rows.SelectMany(r => r.Columns.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Values: AsNumbers(rows, name)))
            .Where(column => column.Values is not null).ToList();
        var names = OwnColumns.Concat(further.Select(c => c.Name)).ToArray();
        var own = rows.Select(r => r.RaDeg).Concat(rows.Select(r => r.DecDeg)).Concat(rows.Select(r => r.Redshift)).Concat(rows.Select(r => r.Magnitude));
        return (names, [.. own.Select(v => v ?? double.NaN), .. further.SelectMany(c => c.Values!)]);
    }

    private static double[]? AsNumbers(IReadOnlyList<SourceRow> rows, string name)
    {
        var values = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (!rows[i].Columns.TryGetValue(name, out var text) || text.Length == 0)
            {
                values[i] = double.NaN;
            }
            else if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                return null;
            }
        }

        return OwnColumns.Contains(name) ? null : values;
    }
}
