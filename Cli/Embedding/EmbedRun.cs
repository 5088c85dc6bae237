using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Priors;
using LensGrains.Core.Ids;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Embeddings;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Training;
using LensGrains.Learning.Weights;

namespace LensGrains.Cli.Embedding;

/// <summary>What a run made.</summary>
internal sealed record EmbedSummary(string Catalog, string Set, int Version, int Dimension, int Sources, int WithoutVector, string? Network, double? ExplainedShare);

/// <summary>
/// Makes an embedding set on the data folder itself. A running server keeps catalogues consistent with it: files are written once, the head
/// is replaced under its etag, and campaigns look at the head every second.
/// </summary>
internal sealed class EmbedRun(EmbedRequest request, CatalogStore store, DeviceQueue queue, Surroundings surroundings, EmbedTelling telling)
{
    private const int BlockRows = 1024;

    public async Task<EmbedSummary> RunAsync(EmbedMethod method, CancellationToken stop)
    {
        var catalog = await store.OpenAsync(new CatalogId(request.Catalog), stop);
        if (catalog.Count == 0)
        {
            throw new EmbedException($"there is no catalogue '{request.Catalog}' with sources in this data folder");
        }

        EmbeddingWriter.RequireFree(catalog, request.Name);
        return method == EmbedMethod.Pca ? await OfSetAsync(catalog, stop) : await OfImagesAsync(catalog, method, stop);
    }

    private async Task<EmbedSummary> OfSetAsync(Catalog catalog, CancellationToken stop)
    {
        var from = catalog.TryEmbeddings(request.From)
            ?? throw new EmbedException($"the catalogue has no set '{request.From}': {string.Join(", ", catalog.EmbeddingNames)}");
        var recipe = new EmbeddingRecipe("pca", from.Recipe?.TrainedOnPool ?? false, surroundings.Time.GetUtcNow()) { From = from.Name, FromVersion = from.Version };
        return await StoreAsync(catalog, new SetFeatures(catalog, from), recipe, null, request.Components ?? new PcaOptions(), stop);
    }

    private async Task<EmbedSummary> OfImagesAsync(Catalog catalog, EmbedMethod method, CancellationToken stop)
    {
        var pool = new CatalogPool(catalog);
        var training = new EncoderTraining(request, surroundings, telling);
        var (file, recipe) = method == EmbedMethod.Ssl ? await TrainAsync(pool, training, stop) : ReadWeights(pool, method);
        Directory.CreateDirectory(Path.Combine(request.DataFolder, "embed"));
        using var features = await ExtractAsync(pool, file, stop);
        var summary = await StoreAsync(catalog, features, recipe, file, request.Components, stop);
        training.Forget();
        return summary;
    }

    private async Task<(byte[] File, EmbeddingRecipe Recipe)> TrainAsync(CatalogPool pool, EncoderTraining training, CancellationToken stop)
    {
        telling.Stage("reading images");
        var images = pool.Sample(
            pool.ContractOf(request.Size), request.TrainingImages, request.Training.Seed, (done, total) => telling.Done(done, total, "images"), stop);
        var trained = await training.RunAsync(images, queue, stop);
        var last = trained.Report.Epochs[^1];
        var recipe = new EmbeddingRecipe("ssl", TrainedOnPool: true, surroundings.Time.GetUtcNow())
        {
            Seed = request.Training.Seed,
            Notes = trained.Encoder.Metadata.Where(note => note.Key is "method" or "epochs" or "images" or "augmentation")
                .Append(new("outcome", trained.Report.Outcome.ToString())).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Figures = ImmutableSortedDictionary<string, double>.Empty
                .Add("loss", last.Loss).Add("spread", last.Spread.Deviation).Add("effectiveRank", last.Spread.EffectiveRank).Add("seconds", trained.Report.Seconds),
        };
        return (trained.Encoder.ToBytes(), recipe);
    }

    private (byte[] File, EmbeddingRecipe Recipe) ReadWeights(CatalogPool pool, EmbedMethod method)
    {
        var path = request.Weights ?? throw new UsageException("--weights names the safetensors file of the network");
        var file = WeightFile.Read(path);
        var isMember = ImageMemberCheckpoint.Is(file);
        if (method == EmbedMethod.Penultimate && !isMember)
        {
            throw new EmbedException($"{Path.GetFileName(path)} is no member on images; --method pretrained takes other networks");
        }

        var recipe = new EmbeddingRecipe(method.ToString().ToLowerInvariant(), method == EmbedMethod.Penultimate, surroundings.Time.GetUtcNow())
        {
            Notes = ImmutableSortedDictionary<string, string>.Empty.Add("weights", Path.GetFileName(path)),
        };
        return (isMember || EncoderCheckpoint.Is(file) ? file.ToBytes() : Imported(file, pool), recipe);
    }

    /// <summary>Others' weights in the network that was named.</summary>
    private byte[] Imported(SafeTensors file, CatalogPool pool)
    {
        var (encoder, report) = EncoderCheckpoint.Import(file, request.Training.Network, pool.ContractOf(request.Size));
        foreach (var line in report.Lines())
        {
            surroundings.Note("  " + line);
        }

        return encoder.ToBytes();
    }

    /// <summary>Runs the network over every source, a block of images in memory at a time.</summary>
    private Task<SpilledFeatures> ExtractAsync(CatalogPool pool, byte[] file, CancellationToken stop)
    {
        telling.Stage($"embedding {pool.Count} sources");
        return queue.Enqueue(
            new JobDescription(JobKind.Score, "embedding", request.Catalog, request.Device),
            job =>
            {
                using var encoder = ImageEncoder.Open(file, request.Device);
                var embedder = new ImageEmbedder(encoder) { AverageOrientations = request.AveragesOrientations };
                var features = new SpilledFeatures(
                    Path.Combine(request.DataFolder, "embed", $"{request.Catalog}-{request.Name}-{Environment.ProcessId}.features"), encoder.Width);
                var done = 0;
                foreach (var block in pool.Blocks(encoder.Contract, BlockRows, job.CancellationToken))
                {
                    var rows = Enumerable.Range(0, block.Count).Select(row => (long)row).ToArray();
                    features.Add(embedder.Features(block, rows, job.CancellationToken));
                    telling.Done(done += block.Count, pool.Count, "sources");
                }

                return features;
            },
            stop);
    }

    private async Task<EmbedSummary> StoreAsync(
        Catalog catalog, IFeatures features, EmbeddingRecipe recipe, byte[]? encoder, PcaOptions? components, CancellationToken stop)
    {
        var projection = new EmbeddingProjection(components is null ? null : await FitAsync(features, components, stop), request.IsUnit);
        var writer = EmbeddingWriter.Begin(store, catalog, request.Name, projection.Width(features.Width));
        telling.Stage("storing vectors");
        foreach (var block in features.Blocks())
        {
            await writer.AddAsync(projection.Apply(block, features.Width), stop);
        }

        var isProjected = projection.Components is not null || projection.IsUnit;
        recipe = (encoder is null ? recipe : await DescribeAsync(writer, recipe, encoder, stop)) with
        {
            Projection = isProjected ? await writer.StoreFileAsync("projection", projection.ToBytes(), stop) : null,
            Figures = projection.Components is { } kept ? recipe.Figures.SetItem("explainedShare", kept.ExplainedShare) : recipe.Figures,
        };
        var published = await writer.PublishAsync(recipe, stop);
        telling.Stage("ordering sources for the first pages");
        await new PriorEngine(store).ComputeAsync(catalog.Id, request.Name, new PriorOptions(), stop);
        return new EmbedSummary(
            request.Catalog, request.Name, published.Embeddings(request.Name).Version, projection.Width(features.Width), writer.Count, catalog.Count - writer.Count,
            recipe.Network, projection.Components?.ExplainedShare);
    }

    private async Task<EmbeddingRecipe> DescribeAsync(EmbeddingWriter writer, EmbeddingRecipe recipe, byte[] file, CancellationToken stop)
    {
        using var encoder = ImageEncoder.Open(file);
        return recipe with
        {
            Network = encoder.Network,
            Checkpoint = await writer.StoreFileAsync("encoder", file, stop),
            CheckpointSha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            Images = encoder.Contract.ToString(),
            Notes = recipe.Notes.SetItem("orientations", request.AveragesOrientations ? "mean" : "one"),
        };
    }

    private Task<PrincipalComponents> FitAsync(IFeatures features, PcaOptions options, CancellationToken stop)
    {
        telling.Stage(string.Create(CultureInfo.InvariantCulture, $"principal components of {features.Width} dimensions"));
        return queue.Enqueue(
            new JobDescription(JobKind.Score, "principal components", request.Catalog, request.Device),
            job =>
            {
                var moments = new Moments(features.Width);
                foreach (var block in features.Blocks())
                {
                    job.CancellationToken.ThrowIfCancellationRequested();
                    moments.Add(block.Chunk(features.Width).Where(row => TensorPrimitives.IsFiniteAll<float>(row)).SelectMany(row => row).ToArray());
                }

                return moments.Fit(options);
            },
            stop);
    }
}
