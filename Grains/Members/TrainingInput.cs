using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Members;

namespace LensGrains.Grains.Members;

/// <summary>From a round's examples and a catalogue's embeddings to what a member trains on.</summary>
internal static class TrainingInput
{
    /// <summary>Reads the examples that have a vector; the feature scale comes from an even sample of the pool.</summary>
    public static async Task<TrainingSet> ReadAsync(
        TrainOrder order, IBlobStore blobs, CatalogStore catalogs, int scaleSample, CancellationToken cancellationToken)
    {
        var file = await blobs.ReadAsync(order.Examples, cancellationToken) ?? throw new FileNotFoundException("The examples are missing.", order.Examples);
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var embeddings = catalog.Embeddings(order.Manifest.Embedding);
        var examples = JsonSerializer.Deserialize(file.Body.Span, RoundJson.Default.IReadOnlyListExample)!
            .Where(e => embeddings.Has(e.Source)).ToArray();
        var folds = Folds.Count(order.Manifest.Policy);
        return new TrainingSet(
            Gather(embeddings, [.. examples.Select(e => e.Source)]),
            examples.Select(e => e.Positive).ToArray(),
            examples.Select(e => e.Source.Value).ToArray(),
            heldOut: examples.Select(e => Folds.Of(e.Source, order.Manifest.Policy.Seed, folds) == order.Plan.HeldOutFold).ToArray(),
            pool: ScaleOf(embeddings, order.Manifest.Sources, scaleSample));
    }

    private static float[] Gather(EmbeddingSet embeddings, Ordinal[] sources)
    {
        var values = new float[sources.Length * embeddings.Dimension];
        embeddings.Gather(sources, values);
        return values;
    }

    private static FeatureScale ScaleOf(EmbeddingSet embeddings, int sources, int sample)
    {
        var step = Math.Max(1, sources / sample);
        var chosen = Enumerable.Range(0, (sources + step - 1) / step).Select(i => new Ordinal(i * step)).Where(embeddings.Has).ToArray();
        return FeatureScale.Of(Gather(embeddings, chosen), embeddings.Dimension);
    }
}
