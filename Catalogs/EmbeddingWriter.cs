using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs;

/// <summary>
/// Adds a named embedding set to a catalogue, or a new version of one that was added so, beside all others. Vectors come in the order of
/// ordinals, in blocks of any size; files are written once and named by their content, and nothing is visible before
/// <see cref="PublishAsync"/>. Sources that are ingested meanwhile have no vector in the set.
/// </summary>
public sealed class EmbeddingWriter
{
    private const int PublishAttempts = 10;

    private readonly CatalogStore _store;
    private readonly string _set;
    private readonly int _dimension;
    private readonly List<string> _segments = [];
    private Half[] _segment = [];
    private int _filled;
    private int _rows;
    private int _vectors;

    private EmbeddingWriter(CatalogStore store, Catalog catalog, string set, int dimension)
        => (_store, Catalog, _set, _dimension) = (store, catalog, set, dimension);

    /// <summary>The version whose sources get vectors.</summary>
    public Catalog Catalog { get; }

    /// <summary>Sources that have a vector so far.</summary>
    public int Count => _vectors;

    /// <exception cref="EmbeddingRefusedException">The name is no name, or belongs to a set that was imported or made by hand.</exception>
    public static EmbeddingWriter Begin(CatalogStore store, Catalog catalog, string set, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        RequireFree(catalog, set);
        return new EmbeddingWriter(store, catalog, set, dimension);
    }

    /// <summary>Refuses a name that a new set cannot have.</summary>
    /// <exception cref="EmbeddingRefusedException">The name is no name, or belongs to a set that was imported or made by hand.</exception>
    public static void RequireFree(Catalog catalog, string set)
    {
        if (!Slug.IsValid(set) || set == "auto")
        {
            throw new EmbeddingRefusedException($"'{set}' is no name of an embedding set.");
        }

        if (catalog.TryEmbeddings(set) is { Kind: not EmbeddingKind.Learned } taken)
        {
            throw new EmbeddingRefusedException($"The set '{set}' is there already and is {taken.Kind.ToString().ToLowerInvariant()}; take another name.");
        }
    }

    /// <summary>The next vectors, [n, d]; a row with a number that is not finite, or beyond float16, is a source without a vector.</summary>
    public async Task AddAsync(ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default)
    {
        for (var at = 0; at < vectors.Length; at += _dimension)
        {
            if (_filled == 0)
            {
                _segment = new Half[Math.Min(Catalog.Head.SegmentRows, Catalog.Count - _rows) * _dimension];
            }

            Take(vectors.Span.Slice(at, _dimension));
            if (_filled * _dimension == _segment.Length)
            {
                await WriteAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stores a file that says what made the vectors; its path.</summary>
    /// <param name="name">What it is, for instance <c>encoder</c>.</param>
    /// <param name="content">A safetensors file.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task<string> StoreFileAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        => CatalogWriter.CreateAsync(_store, hash => CatalogPaths.EmbeddingFile(Catalog.Id, _set, name, hash), content, cancellationToken);

    /// <summary>Makes the set visible; the catalogue's new version.</summary>
    /// <exception cref="InvalidOperationException">Not every source of the catalogue was given a row.</exception>
    /// <exception cref="EmbeddingRefusedException">Somebody took the name meanwhile.</exception>
    /// <exception cref="CatalogConflictException">Others wrote again and again.</exception>
    public async Task<Catalog> PublishAsync(EmbeddingRecipe recipe, CancellationToken cancellationToken = default)
    {
        if (_rows != Catalog.Count)
        {
            throw new InvalidOperationException($"The catalogue has {Catalog.Count} sources, vectors came for {_rows}.");
        }

        return await _store.ChangeAsync(
            Catalog.Id,
            PublishAttempts,
            head =>
            {
                var before = head.Embeddings.GetValueOrDefault(_set);
                if (before is { Kind: not EmbeddingKind.Learned })
                {
                    throw new EmbeddingRefusedException($"The set '{_set}' is there already; take another name.");
                }

                var made = new EmbeddingHead(
                    (before?.Version ?? 0) + 1, _dimension, EmbeddingKind.Learned, recipe.Method, [.. _segments], _vectors, null, recipe);
                return head with { Version = head.Version + 1, Embeddings = head.Embeddings.SetItem(_set, made) };
            },
            cancellationToken);
    }

    private void Take(ReadOnlySpan<float> vector)
    {
        if (_rows == Catalog.Count)
        {
            throw new InvalidOperationException($"The catalogue has {Catalog.Count} sources; there are more vectors.");
        }

        var target = _segment.AsSpan(_filled * _dimension, _dimension);
        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(vector, target);
        var whole = true;
        foreach (var value in target)
        {
            whole &= Half.IsFinite(value);
        }

        if (whole)
        {
            _vectors++;
        }
        else
        {
            target.Fill(Half.NaN);
        }

        _filled++;
        _rows++;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var content = NpyFile.ToBytes<Half>(_segment, _filled, _dimension);
        _segments.Add(await CatalogWriter.CreateAsync(
            _store, hash => CatalogPaths.Embedding(Catalog.Id, _set, _segments.Count, hash), content, cancellationToken));
        _filled = 0;
    }
}

/// <summary>An embedding set cannot be what is asked for; the message says why.</summary>
public sealed class EmbeddingRefusedException(string message) : Exception(message);
