using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Imaging;
using LensGrains.Learning.Images;
using LensGrains.Learning.Members;
using LensGrains.Learning.Training;

namespace LensGrains.Grains.Members;

/// <summary>From a round's examples and a catalogue's embeddings to what a member trains on.</summary>
internal static class TrainingInput
{
    /// <summary>
    /// Reads the examples that have a vector, for members that look there also who is near them; the feature scale comes from an even sample of the
    /// pool.
    /// </summary>
    public static async Task<TrainingSet> ReadAsync(
        TrainOrder order, IBlobStore blobs, CatalogStore catalogs, int scaleSample, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var embeddings = catalog.Embeddings(order.Manifest.Embedding);
        var taught = await TaughtRows.ReadAsync(order, blobs, embeddings.Has, cancellationToken);
        var sees = MemberSpecs.OfEmbeddings(order.Plan.Spec);
        return new TrainingSet(
            Gather(embeddings, [.. taught.Examples.Select(e => e.Source)]),
            taught.Positives,
            taught.Ordinals,
            taught.Weights,
            taught.Groups,
            pool: ScaleOf(embeddings, order.Manifest.Sources, scaleSample),
            heldOut: taught.HeldOut,
            targets: taught.Targets)
        {
            FormerGroups = taught.FormerGroups,
            Sources = LabelSources.PartsOf(taught.Examples, catalog),
            MachineLabels = LabelSources.MachineLabelsOf(order.Manifest.Policy),
            Around = sees.Kind == MemberOptions.Field
                ? await Task.Run(() => CatalogField.Of(catalog, order.Manifest).Around(taught.Ordinals, sees.Neighbours, sees.RadiusArcsec), cancellationToken)
                : null,
        };
    }

    /// <summary>Reads the examples that have files, each one's image once, and the catalogue's columns.</summary>
    public static async Task<LabelledImages> ReadImagesAsync(
        TrainOrder order, ImageContract contract, IReadOnlyList<string> columns, IBlobStore blobs, CatalogStore catalogs, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var taught = await TaughtRows.ReadAsync(order, blobs, source => catalog.Get(source).Files.Length > 0, cancellationToken);
        if (taught.Examples.Count == 0)
        {
            throw new TrainingFailedException(TrainingFailureKind.NoImages, "Not one labelled source has an image file.");
        }

        Ordinal[] sources = [.. taught.Examples.Select(e => e.Source)];
        var images = new CatalogImages(catalog, sources, contract);
        return new LabelledImages(
            await Task.Run(() => ImageStack.Load(images, cancellationToken: cancellationToken), cancellationToken),
            taught.Positives,
            taught.Ordinals,
            weights: taught.Weights,
            groups: taught.Groups,
            heldOut: taught.HeldOut,
            targets: taught.Targets)
        {
            Columns = columns.Count > 0 ? CatalogColumns.Gather(catalog, sources, columns) : null,
            FormerGroups = taught.FormerGroups,
            Sources = LabelSources.PartsOf(taught.Examples, catalog),
            MachineLabels = LabelSources.MachineLabelsOf(order.Manifest.Policy),
        };
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
