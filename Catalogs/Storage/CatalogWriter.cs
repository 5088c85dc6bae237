using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Storage;

/// <summary>
/// Collects new and changed rows and vectors and commits them: new immutable files for every segment touched, then one
/// etag-guarded write of the head. What a crash leaves behind is named by no head, and the same rows written again make
/// the same files.
/// </summary>
internal sealed class CatalogWriter
{
    /// <summary>Rows per segment of a new catalogue.</summary>
    public const int DefaultSegmentRows = 4096;

    private readonly CatalogStore _store;
    private readonly SortedDictionary<int, SortedDictionary<int, SourceRow>> _rows = [];
    private readonly Dictionary<string, StagedVectors> _vectors = [];
    private string? _etag;
    private int _staged;

    private CatalogWriter(CatalogStore store, Catalog catalog, string? etag)
    {
        _store = store;
        _etag = etag;
        Catalog = catalog;
        Count = catalog.Count;
    }

    public static CatalogHead EmptyHead { get; } = new(
        CatalogHead.CurrentSchema, SourceRow.Schema, 0, 0, DefaultSegmentRows, [], ImmutableSortedDictionary<string, EmbeddingHead>.Empty, null, 0);

    /// <summary>The last committed version.</summary>
    public Catalog Catalog { get; private set; }

    /// <summary>Sources, staged ones included.</summary>
    public int Count { get; private set; }

    /// <summary>True where a segment is full, or as much is staged as two segments hold.</summary>
    public bool IsCheckpointDue
        => _staged > 0 && (Count % Catalog.Head.SegmentRows == 0 || _staged >= 4 * Catalog.Head.SegmentRows);

    public static async Task<CatalogWriter> OpenAsync(CatalogStore store, CatalogId id, CancellationToken cancellationToken)
    {
        var (catalog, etag) = await store.OpenForWriteAsync(id, cancellationToken);
        return new CatalogWriter(store, catalog, etag);
    }

    /// <summary>Gives a new source the next ordinal.</summary>
    public Ordinal Append(SourceRow row)
    {
        var ordinal = new Ordinal(Count++);
        Replace(ordinal, row);
        return ordinal;
    }

    /// <summary>Stages a row under an ordinal that the source has already.</summary>
    public void Replace(Ordinal ordinal, SourceRow row)
    {
        var (segment, at) = Place(ordinal);
        if (!_rows.TryGetValue(segment, out var rows))
        {
            _rows[segment] = rows = [];
        }

        rows[at] = row;
        _staged++;
    }

    /// <summary>Stages a vector [d]; empty takes away the one that is there.</summary>
    /// <exception cref="InvalidOperationException">The set has vectors of another length.</exception>
    public void StageVector(EmbeddingTarget target, Ordinal ordinal, ReadOnlySpan<float> vector)
    {
        if (!_vectors.TryGetValue(target.Set, out var staged))
        {
            _vectors[target.Set] = staged = new StagedVectors(target);
        }

        var (segment, at) = Place(ordinal);
        staged.Set(segment, at, vector);
        _staged++;
    }

    /// <summary>Makes everything staged durable and visible, or nothing of it.</summary>
    /// <exception cref="CatalogConflictException">Another writer was first.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_staged == 0)
        {
            return;
        }

        var head = Catalog.Head;
        var segments = head.Segments.ToBuilder();
        foreach (var (segment, rows) in _rows)
        {
            var written = await WriteSegmentAsync(segment, rows, cancellationToken);
            if (segment < segments.Count)
            {
                segments[segment] = written;
            }
            else
            {
                segments.Add(written);
            }
        }

        var embeddings = head.Embeddings;
        foreach (var staged in _vectors.Values)
        {
            var known = embeddings.GetValueOrDefault(staged.Target.Set);
            embeddings = embeddings.SetItem(staged.Target.Set, await WriteVectorsAsync(staged, known, segments, cancellationToken));
        }

        await PublishAsync(head with { Version = head.Version + 1, Count = Count, Segments = segments.ToImmutable(), Embeddings = embeddings }, cancellationToken);
        _rows.Clear();
        _vectors.Clear();
        _staged = 0;
    }

    /// <summary>Marks sources as deleted, beside those that are.</summary>
    public async Task TombstoneAsync(IEnumerable<Ordinal> ordinals, CancellationToken cancellationToken)
    {
        var all = new SortedSet<int>(Catalog.Tombstones);
        foreach (var ordinal in ordinals)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)ordinal.Value, (uint)Catalog.Count);
            all.Add(ordinal.Value);
        }

        if (all.Count > Catalog.TombstoneCount)
        {
            var path = await CreateAsync(hash => CatalogPaths.Tombstones(Catalog.Id, hash), NpyFile.ToBytes<int>([.. all]), cancellationToken);
            var head = Catalog.Head;
            await PublishAsync(head with { Version = head.Version + 1, Tombstones = path, TombstoneCount = all.Count }, cancellationToken);
        }
    }

    /// <summary>Replaces the head where no other writer was first.</summary>
    public async Task PublishAsync(CatalogHead head, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(head, CatalogJson.Default.CatalogHead);
        _etag = await _store.Blobs.ReplaceAsync(CatalogPaths.Head(Catalog.Id), body, _etag, cancellationToken)
            ?? throw new CatalogConflictException($"Catalogue {Catalog.Id} was changed by another writer.");
        Catalog = await _store.SnapshotAsync(Catalog.Id, head, cancellationToken);
    }

    /// <summary>Writes a file whose path holds a hash of its content, so that a file which is there already is the right one.</summary>
    public Task<string> CreateAsync(Func<string, string> path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => CreateAsync(_store, path, content, cancellationToken);

    /// <inheritdoc cref="CreateAsync(Func{string, string}, ReadOnlyMemory{byte}, CancellationToken)"/>
    public static async Task<string> CreateAsync(
        CatalogStore store, Func<string, string> path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var named = path(Convert.ToHexStringLower(SHA256.HashData(content.Span))[..16]);
        await store.Blobs.CreateAsync(named, (stream, token) => stream.WriteAsync(content, token).AsTask(), cancellationToken);
        return named;
    }

    private (int Segment, int Row) Place(Ordinal ordinal) => Math.DivRem(ordinal.Value, Catalog.Head.SegmentRows);

    private async Task<SegmentHead> WriteSegmentAsync(int segment, SortedDictionary<int, SourceRow> changes, CancellationToken cancellationToken)
    {
        var before = segment < Catalog.Head.Segments.Length ? Catalog.Head.Segments[segment].Count : 0;
        var rows = new List<SourceRow>(Math.Max(before, changes.Count));
        for (var row = 0; row < before; row++)
        {
            rows.Add(changes.TryGetValue(row, out var changed) ? changed : Catalog.Segment(segment).Row(row));
        }

        rows.AddRange(changes.Where(c => c.Key >= before).Select(c => c.Value));
        var files = SegmentFiles.Build(rows);
        var stem = CatalogPaths.SegmentStem(Catalog.Id, segment, files.Hash);
        (string Ending, byte[] Content)[] parts =
            [(".jsonl", files.Lines), (".offsets.npy", files.Offsets), (".ids.npy", files.Ids), (".columns.npy", files.Columns)];
        foreach (var (ending, content) in parts)
        {
            await _store.Blobs.CreateAsync(stem + ending, (stream, token) => stream.WriteAsync(content, token).AsTask(), cancellationToken);
        }

        return new SegmentHead(stem, rows.Count, [.. files.ColumnNames]);
    }

    private async Task<EmbeddingHead> WriteVectorsAsync(
        StagedVectors staged, EmbeddingHead? known, IReadOnlyList<SegmentHead> rowSegments, CancellationToken cancellationToken)
    {
        var set = known ?? new EmbeddingHead(1, staged.Dimension, staged.Target.Kind, staged.Target.Provenance, [], 0, null);
        var current = known is null ? null : Catalog.Embeddings(staged.Target.Set);
        var (paths, count, changed) = (set.Segments.ToBuilder(), set.Count, false);
        foreach (var (segment, vectors) in staged.Segments)
        {
            var overlay = VectorOverlay.Apply(current, segment, rowSegments[segment].Count, set.Dimension, vectors);
            while (paths.Count <= segment)
            {
                paths.Add(null);
            }

            var content = NpyFile.ToBytes<Half>(overlay.Values, overlay.Values.Length / set.Dimension, set.Dimension);
            paths[segment] = await CreateAsync(hash => CatalogPaths.Embedding(Catalog.Id, staged.Target.Set, segment, hash), content, cancellationToken);
            count += overlay.Added;
            changed |= overlay.Changed;
        }

        return set with { Version = changed ? set.Version + 1 : set.Version, Segments = paths.ToImmutable(), Count = count };
    }
}
