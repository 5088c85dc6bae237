using System.Runtime.CompilerServices;
using LensGrains.Imaging;

namespace LensGrains.Learning.Data.Streams;

/// <summary>Samples as a network takes them.</summary>
/// <param name="Samples">The samples, b of them.</param>
/// <param name="Images">[b, c, y, x] float32 after the contract.</param>
/// <param name="Labels">[b]; NaN where a sample has none.</param>
public sealed record SampleBatch(IReadOnlyList<ImageSample> Samples, float[] Images, float[] Labels);

/// <summary>Cuts a stream of samples into batches.</summary>
public static class SampleBatches
{
    /// <summary>Batches of <paramref name="size"/>; the last may be shorter. Images that do not fit the contract are faults.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="contract">What the network takes.</param>
    /// <param name="size">Samples of a batch.</param>
    /// <param name="faults">Hears of images that do not fit.</param>
    /// <param name="cancellationToken">Stops between samples.</param>
    public static async IAsyncEnumerable<SampleBatch> Of(
        IAsyncEnumerable<ImageSample> samples,
        ImageContract contract,
        int size,
        Action<DataFault> faults,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        contract.Validate();
        var (taken, images) = (new List<ImageSample>(size), new float[size * contract.Length]);
        await foreach (var sample in samples.WithCancellation(cancellationToken))
        {
            if (TryWrite(sample, contract, images.AsSpan(taken.Count * contract.Length, contract.Length), faults))
            {
                taken.Add(sample);
            }

            if (taken.Count == size)
            {
                yield return Batch(taken, images);
                (taken, images) = (new List<ImageSample>(size), new float[size * contract.Length]);
            }
        }

        if (taken.Count > 0)
        {
            yield return Batch(taken, images[..(taken.Count * contract.Length)]);
        }
    }

    private static bool TryWrite(ImageSample sample, ImageContract contract, Span<float> image, Action<DataFault> faults)
    {
        try
        {
            NetworkImage.Write(sample.Cutout, contract, image);
            return true;
        }
        catch (ArgumentException unfit)
        {
            faults(new DataFault("", sample.Key, DataFaultCodes.DoesNotFit, unfit.Message));
            return false;
        }
    }

    private static SampleBatch Batch(List<ImageSample> samples, float[] images)
        => new(samples, images, [.. samples.Select(sample => (float)(sample.Label ?? double.NaN))]);
}
