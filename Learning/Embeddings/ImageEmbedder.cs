using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Embeddings;

/// <summary>Vectors of a pool of any size, block by block, so that memory is bounded by a block.</summary>
/// <param name="encoder">What makes them.</param>
public sealed class ImageEmbedder(ImageEncoder encoder)
{
    /// <summary>Images in one call of the network.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>
    /// True for the mean over the eight orientations of each image: the vectors no longer hang on the orientation, at eight times the work.
    /// </summary>
    public bool AverageOrientations { get; init; }

    /// <summary>The vectors of some rows, [rows, d] float32; NaN where a row has no usable image.</summary>
    /// <exception cref="ArgumentException">The images are not what the encoder sees.</exception>
    public float[] Features(IImageSource source, ReadOnlySpan<long> rows, CancellationToken cancellationToken = default)
    {
        if (!source.Contract.Equals(encoder.Contract))
        {
            throw new ArgumentException($"The encoder sees {encoder.Contract}, the images are {source.Contract}.", nameof(source));
        }

        var features = new float[(long)rows.Length * encoder.Width];
        using var frozen = torch.no_grad();
        for (var start = 0; start < rows.Length; start += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var images = source.Batch(rows.Slice(start, Math.Min(Batch, rows.Length - start)), encoder.Device, out var unread);
            var found = AverageOrientations ? Orientation.Mean(images, encoder.Features) : encoder.Features(images);
            found.@float().cpu().contiguous().data<float>().ToArray().CopyTo(features.AsSpan(start * encoder.Width));
            foreach (var row in unread)
            {
                features.AsSpan((start + row) * encoder.Width, encoder.Width).Fill(float.NaN);
            }
        }

        return features;
    }
}
