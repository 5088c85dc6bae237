using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Ingest;

/// <summary>
/// Brings sources into a catalogue. Sources are taken in the ordinal order of their names and committed in that order, so that
/// a job which was cut off and is run again ends with the catalogue that an uncut run gives. One job per catalogue at a
/// time; a second one ends with <see cref="CatalogConflictException"/> and harms nothing.
/// </summary>
/// <param name="store">Where catalogues are.</param>
/// <param name="clock">For rates.</param>
/// <param name="inspector">Opens images; null: files are kept by reference without being opened.</param>
public sealed class IngestEngine(CatalogStore store, TimeProvider clock, ICutoutInspector? inspector = null)
{
    private const int BatchSize = 512;

    /// <summary>Threads that read and compute; 0: one per processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Folder for unpacked arrays and lists while a job runs.</summary>
    public string WorkFolder { get; init; } = Path.GetTempPath();

    /// <summary>Runs the job to its end, or until it is cancelled; what a commit made durable stays either way.</summary>
    /// <exception cref="IngestInputException">The input as a whole cannot be read.</exception>
    public async Task<IngestReport> RunAsync(
        IngestRequest request, IngestJobState state, IProgress<IngestProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var listing = await ListAsync(request.Input, cancellationToken);
        var writer = await CatalogWriter.OpenAsync(store, request.Catalog, cancellationToken);
        RequireSameDimension(request, listing, writer.Catalog);
        state = state.FirstOrdinal is null ? state with { FirstOrdinal = writer.Count, FirstVersion = writer.Catalog.Version } : state;
        var tally = new IngestTally(listing.Count, clock);
        foreach (var failure in listing.Failures)
        {
            tally.List(failure);
        }

        progress?.Report(tally.Progress(state));
        var preparation = new SourcePreparation(request, writer.Catalog, listing, inspector);
        foreach (var batch in listing.InNameOrder().Chunk(BatchSize))
        {
            var prepared = await PrepareAsync(preparation, batch, cancellationToken);
            foreach (var source in prepared)
            {
                Stage(request, listing, writer, source, state, tally);
                if (writer.IsCheckpointDue)
                {
                    await writer.CommitAsync(cancellationToken);
                }
            }

            progress?.Report(tally.Progress(state));
        }

        state = state with { IsFinished = true };
        await writer.CommitAsync(cancellationToken);
        progress?.Report(tally.Progress(state));
        return tally.Report(state, writer.Catalog.Version);
    }

    private async Task<ISourceListing> ListAsync(IngestInput input, CancellationToken cancellationToken)
    {
        try
        {
            return input switch
            {
                FolderInput folder => FolderListing.Open(folder, cancellationToken),
                ManifestInput manifest => ManifestListing.Open(manifest, WorkFolder, cancellationToken),
                EmbeddingInput embeddings => await EmbeddingListing.OpenAsync(embeddings, WorkFolder, cancellationToken),
                _ => throw new NotSupportedException($"{input.GetType().Name} is no known input."),
            };
        }
        catch (NpyFormatException e)
        {
            throw new IngestInputException(e.Reason, e.Message);
        }
        catch (FileNotFoundException e)
        {
            throw new IngestInputException("file-not-found", $"There is no file {Path.GetFileName(e.FileName)}.");
        }
    }

    private void RequireSameDimension(IngestRequest request, ISourceListing listing, Catalog catalog)
    {
        var targets = new[] { listing.Embedding, inspector is null ? null : FeatureTarget(request) };
        foreach (var target in targets.OfType<EmbeddingTarget>())
        {
            if (!Slug.IsValid(target.Set))
            {
                throw new IngestInputException("embedding-name", $"'{target.Set}' is no name of an embedding set.");
            }

            if (catalog.TryEmbeddings(target.Set) is { } known && known.Dimension != target.Dimension)
            {
                throw new IngestInputException(
                    "embedding-dimension", $"The set '{target.Set}' has vectors of {known.Dimension} numbers, these have {target.Dimension}; give them another set.");
            }

            if (target.Kind == EmbeddingKind.Features && catalog.TryEmbeddings(target.Set) is { } made && made.Provenance != target.Provenance)
            {
                throw new IngestInputException(
                    "embedding-provenance", $"The set '{target.Set}' was made by {made.Provenance}, these features are {target.Provenance}; give them another set.");
            }
        }
    }

    private EmbeddingTarget? FeatureTarget(IngestRequest request)
        => request.FeatureSet is { } set && inspector is not null
            ? new EmbeddingTarget(set, inspector.FeatureDimension, EmbeddingKind.Features, inspector.FeatureProvenance)
            : null;

    private async Task<PreparedSource[]> PrepareAsync(SourcePreparation preparation, SourceDraft[] batch, CancellationToken cancellationToken)
    {
        var prepared = new PreparedSource[batch.Length];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Parallelism > 0 ? Parallelism : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, batch.Length, options, (i, _) =>
        {
            prepared[i] = preparation.Prepare(batch[i]);
            return ValueTask.CompletedTask;
        });
        return prepared;
    }

    private void Stage(
        IngestRequest request, ISourceListing listing, CatalogWriter writer, PreparedSource source, IngestJobState state, IngestTally tally)
    {
        if (source.Failure is not null)
        {
            tally.Fail(source.Failure);
            return;
        }

        if (source.IsSkipped)
        {
            tally.Unchanged++;
            return;
        }

        var ordinal = source.Known ?? writer.Append(source.Row!);
        if (source.Known is not null && source.IsRowChanged)
        {
            writer.Replace(ordinal, source.Row!);
        }

        if (source.Imported is not null)
        {
            writer.StageVector(listing.Embedding!, ordinal, source.Imported);
        }

        if (source.Features is not null)
        {
            writer.StageVector(FeatureTarget(request)!, ordinal, source.Features);
        }

        Count(source, ordinal, state, tally);
    }

    private static void Count(PreparedSource source, Ordinal ordinal, IngestJobState state, IngestTally tally)
    {
        var isChanged = source.IsRowChanged || source.Imported is not null || source.Features is not null;
        if (source.Known is null || (!isChanged && ordinal.Value >= state.FirstOrdinal))
        {
            tally.Added++; // the second case: added by this job before it was cut off
        }
        else if (isChanged)
        {
            tally.Updated++;
        }
        else
        {
            tally.Unchanged++;
        }
    }
}
