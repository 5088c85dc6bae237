using LensGrains.Catalogs.Npy;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Priors;

/// <summary>How priors are computed.</summary>
public sealed record PriorOptions
{
    /// <summary>Vectors that the model is fitted to and the diverse order drawn from. Default 20,000.</summary>
    public int SampleSize { get; init; } = 20_000;

    /// <summary>Length of the diverse order. Default 1,000.</summary>
    public int DiverseCount { get; init; } = 1_000;

    /// <summary>Principal axes of the oddity model. Default 32.</summary>
    public int Axes { get; init; } = 32;

    /// <summary>Which sources are in the sample, where the catalogue is larger.</summary>
    public ulong Seed { get; init; } = 1234;
}

/// <summary>
/// Computes, once after an ingest, columns by which pages are made while there is no model: <c>oddity</c> for every source with
/// a vector, and a rank in the diverse order for about a thousand. The same catalogue and options give the same columns.
/// </summary>
public sealed class PriorEngine(CatalogStore store)
{
    private const int CommitAttempts = 5;

    /// <summary>Computes and stores the columns of a set; false where the set has no vector.</summary>
    /// <exception cref="KeyNotFoundException">The catalogue has no set of that name.</exception>
    public async Task<bool> ComputeAsync(CatalogId catalogId, string set, PriorOptions options, CancellationToken cancellationToken = default)
    {
        var catalog = await store.OpenAsync(catalogId, cancellationToken);
        var embeddings = catalog.Embeddings(set);
        if (embeddings.Count == 0)
        {
            return false;
        }

        var (oddity, rank) = await Task.Run(() => Compute(catalog, embeddings, options, cancellationToken), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StoreAsync(catalog, set, oddity, rank, cancellationToken);
                return true;
            }
            catch (CatalogConflictException) when (attempt < CommitAttempts)
            {
                // An ingest committed meanwhile: the columns stay true for the sources that they cover.
            }
        }
    }

    private static (float[] Oddity, float[] Rank) Compute(Catalog catalog, EmbeddingSet set, PriorOptions options, CancellationToken cancellationToken)
    {
        var ordinals = PriorSample.Choose(catalog, set, options);
        var sample = new float[ordinals.Length * set.Dimension];
        set.Gather(ordinals, sample);
        var scaling = RobustScaling.Fit(sample, set.Dimension);
        for (var row = 0; row < ordinals.Length; row++)
        {
            scaling.Apply(sample.AsSpan(row * set.Dimension, set.Dimension));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var model = OddityModel.Fit(scaling, sample, set.Dimension, options.Axes);
        var rank = new float[catalog.Count];
        rank.AsSpan().Fill(float.NaN);
        foreach (var (place, row) in DiverseOrder.Take(sample, set.Dimension, options.DiverseCount).Index())
        {
            rank[ordinals[row].Value] = place;
        }

        return (ScoreAll(catalog, set, model, cancellationToken), rank);
    }

    private static float[] ScoreAll(Catalog catalog, EmbeddingSet set, OddityModel model, CancellationToken cancellationToken)
    {
        var oddity = new float[catalog.Count];
        oddity.AsSpan().Fill(float.NaN);
        var blocks = Enumerable.Range(0, catalog.ShardCount).SelectMany(shard => set.Rows(shard).Select(block => (Shard: shard, Block: block)));
        Parallel.ForEach(blocks, new ParallelOptions { CancellationToken = cancellationToken }, item =>
        {
            var vector = new float[set.Dimension];
            for (var row = 0; row < item.Block.Count; row++)
            {
                if (item.Block.HasVector(row))
                {
                    System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(item.Block.Vectors.Slice(row * set.Dimension, set.Dimension), vector);
                    oddity[(item.Shard * Ordinal.ShardSize) + item.Block.FirstRow + row] = model.Score(vector);
                }
            }
        });
        return oddity;
    }

    private async Task StoreAsync(Catalog computedFrom, string set, float[] oddity, float[] rank, CancellationToken cancellationToken)
    {
        var writer = await CatalogWriter.OpenAsync(store, computedFrom.Id, cancellationToken);
        var head = writer.Catalog.Head;
        var oddityPath = await writer.CreateAsync(hash => CatalogPaths.Prior(computedFrom.Id, set, "oddity", hash), NpyFile.ToBytes<float>(oddity), cancellationToken);
        var rankPath = await writer.CreateAsync(hash => CatalogPaths.Prior(computedFrom.Id, set, "diversity", hash), NpyFile.ToBytes<float>(rank), cancellationToken);
        var priors = new PriorHead(oddity.Length, computedFrom.Embeddings(set).Version, oddityPath, rankPath);
        var embeddings = head.Embeddings.SetItem(set, head.Embeddings[set] with { Priors = priors });
        await writer.PublishAsync(head with { Version = head.Version + 1, Embeddings = embeddings }, cancellationToken);
    }
}
