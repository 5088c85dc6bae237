using System.Numerics.Tensors;
using LensGrains.Imaging;

namespace LensGrains.Learning.Images;

/// <summary>Images of a <see cref="HalfFile"/>.</summary>
/// <param name="file">[n, c · y · x]; belongs to the caller.</param>
/// <param name="contract">What they are.</param>
public sealed class MappedImages(HalfFile file, ImageContract contract) : IImageSource
{
    /// <inheritdoc/>
    public int Count => file.Count;

    /// <inheritdoc/>
    public ImageContract Contract => contract;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<long> rows, Span<float> images)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.ConvertToSingle(file.Row(rows[i]), images.Slice(i * contract.Length, contract.Length));
        }
    }
}
