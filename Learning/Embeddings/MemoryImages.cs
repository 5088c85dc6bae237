using System.Numerics.Tensors;

namespace LensGrains.Learning.Embeddings;

/// <summary>Images in memory as float16, which halves their room; normalised values of order one lose nothing that noise does not hide.</summary>
public sealed class MemoryImages : IImagePool
{
    private readonly Half[][] _images;

    /// <summary>Room for images that <see cref="Set"/> fills; they are zero until then.</summary>
    public MemoryImages(int count, int bands, int height, int width)
    {
        (Bands, Height, Width) = (bands, height, width);
        _images = new Half[count][];
        for (var row = 0; row < count; row++)
        {
            _images[row] = new Half[bands * height * width];
        }
    }

    /// <inheritdoc/>
    public int Count => _images.Length;

    /// <inheritdoc/>
    public int Bands { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>The images of a stack [n, bands, height, width].</summary>
    public static MemoryImages Of(ReadOnlySpan<float> stack, int bands, int height, int width)
    {
        var length = bands * height * width;
        if (stack.Length % length != 0)
        {
            throw new ArgumentException($"{stack.Length} values are no images of {bands} × {height} × {width}.", nameof(stack));
        }

        var images = new MemoryImages(stack.Length / length, bands, height, width);
        for (var row = 0; row < images.Count; row++)
        {
            images.Set(row, stack.Slice(row * length, length));
        }

        return images;
    }

    /// <summary>Sets an image [bands, height, width]. Safe for many threads, each with rows of its own.</summary>
    /// <exception cref="ArgumentException">It is of another length, or not finite, or beyond float16.</exception>
    public void Set(int row, ReadOnlySpan<float> image)
    {
        var target = _images[row];
        if (image.Length != target.Length)
        {
            throw new ArgumentException($"An image has {target.Length} values, not {image.Length}.", nameof(image));
        }

        TensorPrimitives.ConvertToHalf(image, target);
        foreach (var value in target)
        {
            if (!Half.IsFinite(value))
            {
                throw new ArgumentException($"Image {row} holds a value that is not finite, or beyond {Half.MaxValue}.", nameof(image));
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> rows, Span<float> images)
    {
        var length = this.ImageLength();
        ArgumentOutOfRangeException.ThrowIfNotEqual(images.Length, rows.Length * length);
        for (var i = 0; i < rows.Length; i++)
        {
            TensorPrimitives.ConvertToSingle(_images[rows[i]], images.Slice(i * length, length));
        }
    }
}
