using CsvHelper;

namespace LensGrains.Catalogs.Ingest;

/// <summary>A CSV (or <c>.tsv</c>) file read row by row: quoted fields, any line ends, a byte-order mark; rows may be short.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvReader _reader;

    private CsvTable(CsvReader reader)
    {
        _reader = reader;
        _reader.ReadHeader();
        Header = [.. reader.Headers];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Number of the current row, from 1.</summary>
    public long RowNumber => _reader.RowNumber;

    public static CsvTable Open(string path) => new(CsvReader.FromFile(path, Options(path)));

    public static CsvTable FromText(string text) => new(CsvReader.FromText(text, Options(".csv")));

    /// <summary>The next row, or null at the end.</summary>
    public string[]? Read()
    {
        if (!_reader.Read())
        {
            return null;
        }

        var row = new string[_reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _reader.GetString(i);
        }

        return row;
    }

    public void Dispose() => _reader.Dispose();

    private static CsvReaderOptions Options(string path) => CsvReaderOptions.Default with
    {
        Separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',',
        TrimWhitespace = true,
        MaxRecordSize = 1 << 20,
    };
}
