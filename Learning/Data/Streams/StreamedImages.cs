using System.Buffers;
using System.Numerics.Tensors;
using LensGrains.Core.Sky;
using LensGrains.Imaging;
using LensGrains.Learning.Images;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Data.Streams;

/// <summary>Takes labelled samples of a stream into memory, as float16, for a member on images to train on.</summary>
public static class StreamedImages
{
    /// <summary>
    /// The samples with their labels as targets; from 0.5 on they count as lenses. Samples of one place on the sky, or with the same pixels, are
    /// one group and never straddle a split. Samples without a label from 0 to 1, or with an image that does not fit, are faults and left out.
    /// </summary>
    /// <param name="samples">The samples, such as an epoch of a <see cref="SampleStream"/>.</param>
    /// <param name="contract">What the member takes.</param>
    /// <param name="faults">Hears what is left out.</param>
    /// <param name="cancellationToken">Stops between samples.</param>
    /// <returns>The set and the samples' keys in the order of its rows.</returns>
    public static async Task<(LabelledImages Set, IReadOnlyList<string> Keys)> CollectAsync(
        IAsyncEnumerable<ImageSample> samples, ImageContract contract, Action<DataFault> faults, CancellationToken cancellationToken = default)
    {
        contract.Validate();
        var (images, targets, objects) = (new ArrayBufferWriter<Half>(), new List<float>(), new List<ObjectKeys>());
        var image = new float[contract.Length];
        await foreach (var sample in samples.WithCancellation(cancellationToken))
        {
            if (Refusal(sample, contract, image) is { } fault)
            {
                faults(fault);
                continue;
            }

            TensorPrimitives.ConvertToHalf(image, images.GetSpan(contract.Length)[..contract.Length]);
            images.Advance(contract.Length);
            targets.Add((float)sample.Label!.Value);
            objects.Add(KeysOf(sample, objects.Count));
        }

        var groups = ObjectGroups.Of(objects, new GroupingOptions()).GroupOf;
        var set = new LabelledImages(
            ImageStack.Of(images.WrittenMemory, contract),
            targets.Select(target => target >= 0.5f).ToArray(),
            Enumerable.Range(0, targets.Count).ToArray(),
            groups: groups.ToArray(),
            targets: targets.ToArray());
        return (set, [.. objects.Select(keys => keys.Id[(keys.Id.IndexOf(' ', StringComparison.Ordinal) + 1)..])]);
    }

    private static DataFault? Refusal(ImageSample sample, ImageContract contract, float[] image)
    {
        if (sample.Label is not (>= 0 and <= 1))
        {
            return new DataFault("", sample.Key, DataFaultCodes.BadLabel, "It has no label from 0 to 1.");
        }

        try
        {
            NetworkImage.Write(sample.Cutout, contract, image);
            return null;
        }
        catch (ArgumentException unfit)
        {
            return new DataFault("", sample.Key, DataFaultCodes.DoesNotFit, unfit.Message);
        }
    }

    /// <summary>Keys of other shards may be the same, so the row goes into the id.</summary>
    private static ObjectKeys KeysOf(ImageSample sample, int row) => new($"{row} {sample.Key}")
    {
        Position = sample.Cutout.Header is { RaDeg: >= 0 and < 360 and var ra, DecDeg: >= -90 and <= 90 and var dec } ? new SkyPosition(ra, dec) : null,
        ContentHash = ObjectGroups.ContentHash(sample.Cutout.Plane(0), sample.Cutout.Width, sample.Cutout.Height),
    };
}
