using System.Collections.Immutable;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Ingest;

/// <summary>What has to be written for one source, or why nothing can be.</summary>
internal sealed record PreparedSource(
    Ordinal? Known, SourceRow? Row, bool IsRowChanged, float[]? Imported, float[]? Features, IngestFailure? Failure, bool IsSkipped = false);

/// <summary>Turns a draft into what has to be written. Runs on many threads at once against one snapshot.</summary>
internal sealed class SourcePreparation(IngestRequest request, Catalog catalog, ISourceListing listing, ICutoutInspector? inspector)
{
    private readonly EmbeddingSet? _imported = listing.Embedding is { } target ? catalog.TryEmbeddings(target.Set) : null;
    private readonly EmbeddingSet? _features = request.FeatureSet is { } set ? catalog.TryEmbeddings(set) : null;

    private bool WantsFeatures => inspector is not null && request.FeatureSet is not null;

    public PreparedSource Prepare(SourceDraft draft)
    {
        try
        {
            Ordinal? known = catalog.TryFind(Slug.SourceIdFor(draft.Name), out var ordinal) ? ordinal : null;
            if (known is null && request.UnknownNames == UnknownNames.Skip)
            {
                return new PreparedSource(null, null, false, null, null, null, IsSkipped: true);
            }

            var knownRow = known is { } k ? catalog.Get(k) : null;
            var files = Files(draft, knownRow);
            var needsFeatures = WantsFeatures && files.Length > 0 && !(known is { } o && SameContent(files, knownRow!) && _features?.Has(o) == true);
            var facts = files.Length > 0 && inspector is not null && (needsFeatures || !SameContent(files, knownRow))
                ? inspector.Inspect(files, needsFeatures ? FeatureWish.Features : FeatureWish.HeadersOnly)
                : null;
            var row = RowMerge.Merge(knownRow, draft, facts is null && SameContent(files, knownRow) ? [] : files, facts);
            return new PreparedSource(known, row, !ReferenceEquals(row, knownRow), Vector(draft, known), needsFeatures ? facts!.Features : null, null);
        }
        catch (CutoutRejectedException e)
        {
            return new PreparedSource(null, null, false, null, null, new IngestFailure(draft.Name, e.Reason, e.Message));
        }
    }

    private ImmutableArray<SourceFile> Files(SourceDraft draft, SourceRow? known)
    {
        SourceFile? Known(DraftFile file) => request.RehashFiles ? null : known?.Files.FirstOrDefault(f => f.Band == file.Band);
        return [.. draft.Files.Select(file => FileFacts.Of(file, Known(file)))];
    }

    private static bool SameContent(ImmutableArray<SourceFile> files, SourceRow? known)
        => known is not null && files.Length == known.Files.Length
           && files.Zip(known.Files).All(p => p.First.Sha256 == p.Second.Sha256 && p.First.Path == p.Second.Path && p.First.Hdu == p.Second.Hdu && p.First.Band == p.Second.Band);

    /// <summary>The imported vector where it is not the one that is there already.</summary>
    private float[]? Vector(SourceDraft draft, Ordinal? known)
    {
        if (draft.VectorRow is not { } at)
        {
            return null;
        }

        var vector = new float[listing.Embedding!.Dimension];
        listing.ReadVector(at, vector);
        var largest = 0f;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw new CutoutRejectedException("vector-not-finite", $"Row {at} holds NaN or infinity.");
            }

            largest = Math.Max(largest, Math.Abs(value));
        }

        if (!Half.IsFinite((Half)largest))
        {
            throw new CutoutRejectedException("vector-too-large", $"Row {at} holds {largest}; float16 ends at {Half.MaxValue}.");
        }

        return known is { } ordinal && _imported is not null && IsStored(_imported.Vector(ordinal), vector) ? null : vector;
    }

    private static bool IsStored(ReadOnlySpan<Half> stored, ReadOnlySpan<float> vector)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] != (Half)vector[i])
            {
                return false;
            }
        }

        return !stored.IsEmpty;
    }
}
