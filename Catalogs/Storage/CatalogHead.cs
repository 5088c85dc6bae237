using System.Collections.Immutable;

namespace LensGrains.Catalogs.Storage;

/// <summary>
/// <c>catalogs/{catalog}/catalog.json</c>, the one file of a catalogue that changes: which immutable files it consists of.
/// A reader holds one head and sees one catalogue, whatever is ingested meanwhile.
/// </summary>
/// <param name="Schema">Version of this layout.</param>
/// <param name="RowSchema">Version of the row lines.</param>
/// <param name="Version">Rises by one with every commit.</param>
/// <param name="Count">Sources ever ingested; ordinals run from 0 to this.</param>
/// <param name="SegmentRows">Rows per segment; divides the shard size. Only the last segment has fewer.</param>
/// <param name="Segments">Row segments, in ordinal order.</param>
/// <param name="Embeddings">Embedding sets by name.</param>
/// <param name="Tombstones">Path of the sorted ordinals that were deleted, int32 [k]; null where there are none.</param>
/// <param name="TombstoneCount">How many were deleted.</param>
public sealed record CatalogHead(
    int Schema,
    int RowSchema,
    long Version,
    int Count,
    int SegmentRows,
    ImmutableArray<SegmentHead> Segments,
    ImmutableSortedDictionary<string, EmbeddingHead> Embeddings,
    string? Tombstones,
    int TombstoneCount)
{
    public const int CurrentSchema = 1;
}

/// <summary>
/// One run of rows: <c>{Stem}.jsonl</c>, <c>{Stem}.offsets.npy</c> (int64 [n+1], byte offsets of the lines),
/// <c>{Stem}.ids.npy</c> (uint64 [2, n]: sorted id hashes, then their rows), <c>{Stem}.columns.npy</c> (float64 [k, n]).
/// </summary>
/// <param name="Stem">Path without ending; holds a hash of the content, so that the same rows always make the same file.</param>
/// <param name="Count">Rows.</param>
/// <param name="Columns">Names of the k numeric columns.</param>
public sealed record SegmentHead(string Stem, int Count, ImmutableArray<string> Columns);

/// <summary>An embedding set: vectors of one length for some or all sources.</summary>
/// <param name="Version">Rises whenever a vector that was there changes; appending leaves it alone.</param>
/// <param name="Dimension">Length of the vectors.</param>
/// <param name="Kind">Imported, or computed from the images.</param>
/// <param name="Provenance">What made the vectors: algorithm with version, or the imported file's name.</param>
/// <param name="Segments">Per row segment the path of its float16 [n, d] file (a missing vector is all NaN), or null.</param>
/// <param name="Count">How many sources have a vector.</param>
/// <param name="Priors">Columns computed from this set, if any.</param>
/// <param name="Recipe">What made the vectors, where a network or a projection of this program did.</param>
/// <param name="Measure">How well labels could be read off the vectors, if that was measured.</param>
public sealed record EmbeddingHead(
    int Version,
    int Dimension,
    EmbeddingKind Kind,
    string Provenance,
    ImmutableArray<string?> Segments,
    int Count,
    PriorHead? Priors,
    EmbeddingRecipe? Recipe = null,
    EmbeddingMeasurement? Measure = null);

/// <summary>Where a set's vectors come from.</summary>
public enum EmbeddingKind
{
    /// <summary>Somebody else's vectors.</summary>
    Imported,

    /// <summary>Hand-made features of the images.</summary>
    Features,

    /// <summary>A network or a projection of this program; see <see cref="EmbeddingRecipe"/>.</summary>
    Learned,
}

/// <summary>Columns for pages without a model, each float32 [n] over the first n ordinals, NaN where there is no value.</summary>
/// <param name="Count">n.</param>
/// <param name="EmbeddingVersion">Version of the set they were computed from.</param>
/// <param name="Oddity">Path of the oddity score.</param>
/// <param name="DiversityRank">Path of the rank in the diverse order.</param>
public sealed record PriorHead(int Count, int EmbeddingVersion, string Oddity, string DiversityRank);
