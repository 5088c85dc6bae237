using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Embeddings;

/// <summary>Penultimate features of a network for a pool of any size, block by block, so that memory is bounded by a block.</summary>
public static class ImageEmbedder
{
    /// <summary>Images in one call of the network.</summary>
    public const int DefaultBatch = 64;

    /// <summary>The features of some images, [rows, d] float32, by a network in evaluation.</summary>
    /// <param name="network">Puts images into vectors; its mode is left alone.</param>
    /// <param name="pool">Where the images are.</param>
    /// <param name="rows">Which.</param>
    /// <param name="batch">Images in one call.</param>
    /// <param name="device">The network's.</param>
    /// <param name="averageOrientations">True for the mean over the eight orientations of each image, which no longer hangs on its orientation.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    public static float[] Features(
        ImageNetwork network,
        IImagePool pool,
        ReadOnlySpan<int> rows,
        int batch,
        torch.Device device,
        bool averageOrientations = false,
        CancellationToken cancellationToken = default)
    {
        var width = (int)network.FeatureWidth;
        var features = new float[(long)rows.Length * width];
        using var frozen = torch.no_grad();
        for (var start = 0; start < rows.Length; start += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var images = pool.Batch(rows.Slice(start, Math.Min(batch, rows.Length - start)), device);
            var found = averageOrientations ? Orientation.Mean(images, network.Features) : network.Features(images);
            found.cpu().contiguous().data<float>().ToArray().CopyTo(features.AsSpan(start * width));
        }

        return features;
    }
}
