using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Learning.Images;
using LensGrains.Learning.Physics;
using LensGrains.Learning.Training;

namespace LensGrains.Bench.Learning;

/// <summary>Simulated sources, half of them lenses, as a labelled set with the truth of their parameters.</summary>
/// <param name="Set">The set.</param>
internal sealed record Simulated(LabelledImages Set)
{
    public static Simulated Draw(ImageContract contract, int count, long seed)
    {
        var sky = new SkyOptions { Count = count, Seed = seed, Prevalence = 0.5, Size = contract.Size, PixelScaleArcsec = contract.PixelScaleArcsec!.Value };
        var images = new Half[count * contract.Length];
        var (lenses, truth) = (new bool[count], new List<float>());
        var image = new float[contract.Length];
        foreach (var source in SimulatedSky.Generate(sky))
        {
            NetworkImage.Write(source.Cutout, contract, image);
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(image, images.AsSpan(source.Index * contract.Length));
            lenses[source.Index] = source.Truth.IsLens;
            truth.AddRange(LensTruth.Row(source.Truth));
        }

        return new Simulated(Labelled(ImageStack.Of(images, contract), lenses, [.. truth]));
    }

    /// <summary>The same, with parameters known for the first sources only.</summary>
    public Simulated Knowing(double share)
    {
        var truth = Set.Truth!.Value.ToArray();
        truth.AsSpan((int)(share * Set.Count) * LensParameters.Count).Fill(float.NaN);
        return new Simulated(Labelled(Set.Images, Set.Positives, truth));
    }

    /// <summary>Rows of the first lenses.</summary>
    public long[] Lenses(int most) => [.. Enumerable.Range(0, Set.Count).Where(row => Set.Positives.Span[row]).Take(most).Select(row => (long)row)];

    /// <summary>Only these rows, without their images.</summary>
    public Simulated Only(long[] rows)
    {
        var truth = rows.SelectMany(row => Set.Truth!.Value.Slice((int)row * LensParameters.Count, LensParameters.Count).ToArray()).ToArray();
        var none = ImageStack.Of(new Half[rows.Length * Set.Images.Contract.Length], Set.Images.Contract);
        return new Simulated(Labelled(none, rows.Select(row => Set.Positives.Span[(int)row]).ToArray(), truth));
    }

    public torch.Tensor Images()
    {
        var contract = Set.Images.Contract;
        var images = new float[Set.Count * contract.Length];
        Set.Images.Read([.. Enumerable.Range(0, Set.Count).Select(row => (long)row)], images);
        return torch.tensor(images, [Set.Count, contract.Bands, contract.Size, contract.Size]);
    }

    private static LabelledImages Labelled(IImageSource images, ReadOnlyMemory<bool> lenses, float[] truth)
        => new(images, lenses, Enumerable.Range(0, lenses.Length).ToArray()) { Truth = truth };
}
