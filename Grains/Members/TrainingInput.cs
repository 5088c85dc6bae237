using LensGrains.Catalogs;
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
    /// <summary>Most sources that nobody has spoken of where each brings a file to read, or its neighbours.</summary>
    private const int MostPresumedOfWeight = 1_000;

    /// <summary>
    /// Reads the examples that have a vector, for members that look there also who is near them; the feature scale comes from an even sample of the
    /// pool.
    /// </summary>
    public static async Task<TrainingSet> ReadAsync(
        TrainOrder order, IBlobStore blobs, CatalogStore catalogs, int scaleSample, CancellationToken cancellationToken)
    {
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var embeddings = catalog.Embeddings(order.Manifest.Embedding);
        var sees = MemberSpecs.OfEmbeddings(order.Plan.Spec);
        var most = sees.Kind == MemberOptions.Field ? MostPresumedOfWeight : PresumedNegatives.Most;
        var taught = await TaughtRows.ReadAsync(order, blobs, catalog, embeddings.Has, most, cancellationToken);
        return new TrainingSet(
            Gather(embeddings, taught.Sources),
            taught.Positives,
            taught.Ordinals,
            taught.Weights,
            taught.Groups,
            pool: ScaleOf(embeddings, order.Manifest.Sources, scaleSample),
            heldOut: taught.HeldOut,
            targets: taught.Targets)
        {
            Presumed = taught.Presumed.Count,
            FormerGroups = taught.FormerGroups,
            Sources = LabelSources.PartsOf(taught.Examples, taught.Presumed.Count, catalog),
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
        var taught = await TaughtRows.ReadAsync(order, blobs, catalog, source => catalog.Get(source).Files.Length > 0, MostPresumedOfWeight, cancellationToken);
        if (taught.Examples.Count == 0)
        {
            throw new TrainingFailedException(TrainingFailureKind.NoImages, "Not one labelled source has an image file.");
        }

        var sources = taught.Sources;
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
            Presumed = taught.Presumed.Count,
            FormerGroups = taught.FormerGroups,
            Sources = LabelSources.PartsOf(taught.Examples, taught.Presumed.Count, catalog),
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
