namespace LensGrains.Learning.Embeddings;

/// <summary>Images of one shape that can be read row by row in any order, normalised as a network takes them.</summary>
public interface IImagePool
{
    /// <summary>Number of images n.</summary>
    int Count { get; }

    /// <summary>Bands of an image.</summary>
    int Bands { get; }

    /// <summary>Rows of an image.</summary>
    int Height { get; }

    /// <summary>Columns of an image.</summary>
    int Width { get; }

    /// <summary>Copies images of the rows into [rows, bands, height, width] float32, finite throughout.</summary>
    void Read(ReadOnlySpan<int> rows, Span<float> images);
}

/// <summary>What follows from a pool's shape.</summary>
public static class ImagePools
{
    /// <summary>Numbers in one image.</summary>
    public static int ImageLength(this IImagePool pool) => pool.Bands * pool.Height * pool.Width;

    /// <summary>Images of some rows as a tensor [rows, bands, height, width] float32.</summary>
    public static torch.Tensor Batch(this IImagePool pool, ReadOnlySpan<int> rows, torch.Device device)
    {
        var values = new float[(long)rows.Length * pool.ImageLength()];
        pool.Read(rows, values);
        return torch.tensor(values, [rows.Length, pool.Bands, pool.Height, pool.Width], device: device);
    }
}
