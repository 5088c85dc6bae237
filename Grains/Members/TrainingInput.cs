using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Imaging;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>From a round's examples and a catalogue's embeddings to what a member trains on.</summary>
internal static class TrainingInput
{
    /// <summary>Reads the examples that have a vector; the feature scale comes from an even sample of the pool.</summary>
    public static async Task<TrainingSet> ReadAsync(
        TrainOrder order, IBlobStore blobs, CatalogStore catalogs, int scaleSample, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var embeddings = catalog.Embeddings(order.Manifest.Embedding);
        var examples = await ExamplesAsync(order, blobs, e => embeddings.Has(e.Source), cancellationToken);
        return new TrainingSet(
            Gather(embeddings, [.. examples.Select(e => e.Source)]),
            examples.Select(e => e.Positive).ToArray(),
            examples.Select(e => e.Source.Value).ToArray(),
            heldOut: HeldOut(order, examples),
            pool: ScaleOf(embeddings, order.Manifest.Sources, scaleSample));
    }

    /// <summary>Reads the examples that have files, and each one's image once.</summary>
    public static async Task<LabelledImages> ReadImagesAsync(
        TrainOrder order, ImageContract contract, IBlobStore blobs, CatalogStore catalogs, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var examples = await ExamplesAsync(order, blobs, e => catalog.Get(e.Source).Files.Length > 0, cancellationToken);
        if (examples.Length == 0)
        {
            throw new TrainingFailedException(TrainingFailureKind.NoImages, "Not one labelled source has an image file.");
        }

        var images = new CatalogImages(catalog, [.. examples.Select(e => e.Source)], contract);
        return new LabelledImages(
            await Task.Run(() => ImageStack.Load(images, cancellationToken: cancellationToken), cancellationToken),
            examples.Select(e => e.Positive).ToArray(),
            examples.Select(e => e.Source.Value).ToArray(),
            heldOut: HeldOut(order, examples));
    }

    private static async Task<Example[]> ExamplesAsync(
        TrainOrder order, IBlobStore blobs, Func<Example, bool> usable, CancellationToken cancellationToken)
    {
        var file = await blobs.ReadAsync(order.Examples, cancellationToken) ?? throw new FileNotFoundException("The examples are missing.", order.Examples);
        return [.. JsonSerializer.Deserialize(file.Body.Span, RoundJson.Default.IReadOnlyListExample)!.Where(usable)];
    }

    private static bool[] HeldOut(TrainOrder order, Example[] examples)
    {
        var folds = Folds.Count(order.Manifest.Policy);
        return [.. examples.Select(e => Folds.Of(e.Source, order.Manifest.Policy.Seed, folds) == order.Plan.HeldOutFold)];
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
