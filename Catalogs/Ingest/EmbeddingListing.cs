using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Catalogs;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Sources that an embedding file names.</summary>
internal sealed class EmbeddingListing : ISourceListing
{
    private const string VectorsMember = "embeddings";
    private const string NamesMember = "names";

    private readonly MappedNpy _vectors;
    private readonly string[] _names;
    private readonly int[] _rows;
    private readonly List<IngestFailure> _failures = [];

    private EmbeddingListing(MappedNpy vectors, string[] names, string set, string provenance)
    {
        _vectors = vectors;
        Embedding = new EmbeddingTarget(set, (int)vectors.Columns, EmbeddingKind.Imported, provenance);
        var rows = new int[names.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        Array.Sort(names, rows, StringComparer.Ordinal);
        (_names, _rows) = DropDuplicates(names, rows);
    }

    public int Count => _rows.Length;

    public IReadOnlyList<IngestFailure> Failures => _failures;

    public EmbeddingTarget? Embedding { get; }

    public static async Task<EmbeddingListing> OpenAsync(EmbeddingInput input, string workFolder, CancellationToken cancellationToken)
    {
        var provenance = Path.GetFileName(input.Path);
        if (input.Path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            using var archive = NpzArchive.Open(input.Path);
            using var names = await archive.MapAsync(NamesMember, workFolder, cancellationToken);
            return Create(await archive.MapAsync(VectorsMember, workFolder, cancellationToken), ReadNames(names), input.Set, provenance);
        }

        if (input.NamesPath is null)
        {
            throw new NpyFormatException("names-missing", "An .npy file needs a file of names beside it.");
        }

        return Create(MappedNpy.Open(input.Path), ReadNames(input.NamesPath), input.Set, provenance);
    }

    public IEnumerable<SourceDraft> InNameOrder()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            yield return new SourceDraft(_names[i], [], VectorRow: _rows[i]);
        }
    }

    public void ReadVector(int row, Span<float> values) => _vectors.ReadRow(row, values);

    public void Dispose() => _vectors.Dispose();

    private static EmbeddingListing Create(MappedNpy vectors, string[] names, string set, string provenance)
    {
        try
        {
            if (vectors.Header.Shape.Count != 2 || vectors.Columns is < 1 or > 1 << 16 || vectors.Rows > int.MaxValue)
            {
                throw new NpyFormatException("npy-shape", $"Embeddings have the shape [n, d], not ({string.Join(", ", vectors.Header.Shape)}).");
            }

            if (vectors.Header.Kind != NpyKind.Float)
            {
                throw new NpyFormatException("npy-dtype", "Embeddings are float16, float32 or float64.");
            }

            return names.Length == vectors.Rows
                ? new EmbeddingListing(vectors, names, set, provenance)
                : throw new NpyFormatException("names-count", $"There are {vectors.Rows} vectors and {names.Length} names.");
        }
        catch (NpyFormatException)
        {
            vectors.Dispose();
            throw;
        }
    }

    private static string[] ReadNames(MappedNpy names)
    {
        if (names.Header.Shape.Count != 1)
        {
            throw new NpyFormatException("npy-shape", "Names have the shape [n].");
        }

        var read = new string[names.Rows];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = names.ReadText(i);
        }

        return read;
    }

    /// <summary>A CSV whose header has a column of names, or else one name a line.</summary>
    private static string[] ReadNames(string path)
    {
        using var csv = CsvTable.Open(path);
        var column = ColumnNames.Find(csv.Header, ColumnNames.Name);
        var names = new List<string>();
        if (column < 0 && csv.Header.Count > 0)
        {
            column = 0;
            names.Add(csv.Header[0]);
        }

        while (csv.Read() is { } row)
        {
            names.Add(column < row.Length ? row[column] : "");
        }

        return [.. names];
    }

    private (string[] Names, int[] Rows) DropDuplicates(string[] names, int[] rows)
    {
        // Equal names keep the order of the file, so that the first one wins.
        var kept = new List<int>(names.Length);
        for (var start = 0; start < names.Length;)
        {
            var end = start + 1;
            while (end < names.Length && names[end] == names[start])
            {
                end++;
            }

            Array.Sort(rows, start, end - start);
            if (string.IsNullOrWhiteSpace(names[start]))
            {
                _failures.Add(new IngestFailure("", "name-missing", $"{end - start} vectors have no name, the first at row {rows[start]}."));
            }
            else
            {
                kept.Add(start);
                for (var i = start + 1; i < end; i++)
                {
                    _failures.Add(new IngestFailure(names[i], "duplicate-name", $"Row {rows[i]} has the name of row {rows[start]}."));
                }
            }

            start = end;
        }

        return kept.Count == names.Length ? (names, rows) : ([.. kept.Select(i => names[i])], [.. kept.Select(i => rows[i])]);
    }
}
