using System.Numerics.Tensors;
using LensGrains.Imaging;

namespace LensGrains.Learning.Images;

/// <summary>Images in memory as float16: 24 KiB for 64 × 64 pixels in three bands.</summary>
public sealed class ImageStack : IImageSource
{
    private readonly ReadOnlyMemory<Half>[] _blocks;
    private readonly int _blockRows;

    private ImageStack(ReadOnlyMemory<Half>[] blocks, int blockRows, int count, ImageContract contract)
        => (_blocks, _blockRows, Count, Contract) = (blocks, blockRows, count, contract);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ImageContract Contract { get; }

    /// <inheritdoc/>
    public string? FirstFault { get; private init; }

    /// <summary>Over images given whole.</summary>
    /// <param name="images">[n, c, y, x]; kept, not copied.</param>
    /// <param name="contract">What they are.</param>
    /// <exception cref="ArgumentException">The images are not a whole number.</exception>
    public static ImageStack Of(ReadOnlyMemory<Half> images, ImageContract contract)
    {
        contract.Validate();
        return images.Length % contract.Length == 0
            ? new ImageStack([images], Math.Max(1, images.Length / contract.Length), images.Length / contract.Length, contract)
            : throw new ArgumentException($"{images.Length} values are no whole number of images of {contract.Length}.", nameof(images));
    }

    /// <summary>Reads every row of a source once, on several threads.</summary>
    /// <param name="source">Where the images come from.</param>
    /// <param name="progress">Hears how many rows have been read.</param>
    /// <param name="cancellationToken">Checked before every block.</param>
    public static ImageStack Load(IImageSource source, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        const int blockRows = 256;
        var blocks = new ReadOnlyMemory<Half>[(source.Count + blockRows - 1) / blockRows];
        var done = 0;
        Parallel.For(0, blocks.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, block =>
        {
            var rows = Enumerable.Range(block * blockRows, Math.Min(blockRows, source.Count - (block * blockRows))).Select(row => (long)row).ToArray();
            var images = new float[rows.Length * source.Contract.Length];
            source.Read(rows, images);
            var narrow = new Half[images.Length];
            TensorPrimitives.ConvertToHalf(images, narrow);
            blocks[block] = narrow;
            progress?.Invoke(Interlocked.Add(ref done, rows.Length));
        });
        return new ImageStack(blocks, blockRows, source.Count, source.Contract) { FirstFault = source.FirstFault };
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<long> rows, Span<float> images)
    {
        var length = Contract.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            var block = _blocks[rows[i] / _blockRows].Span;
            TensorPrimitives.ConvertToSingle(block.Slice((int)(rows[i] % _blockRows) * length, length), images.Slice(i * length, length));
        }
    }
}
