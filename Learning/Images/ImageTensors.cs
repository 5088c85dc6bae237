using System.Buffers;

namespace LensGrains.Learning.Images;

/// <summary>Rows of an image source as tensors.</summary>
internal static class ImageTensors
{
    /// <summary>
    /// Images of some rows, [rows, c, y, x] float32. A row without a usable image becomes blank, so that it cannot disturb the others.
    /// </summary>
    /// <param name="source">Where they are.</param>
    /// <param name="rows">Which.</param>
    /// <param name="device">Where the tensor shall be.</param>
    /// <param name="unread">Places in <paramref name="rows"/> that are blank.</param>
    public static torch.Tensor Batch(this IImageSource source, ReadOnlySpan<long> rows, torch.Device device, out List<int> unread)
    {
        var contract = source.Contract;
        var count = rows.Length * contract.Length;
        var rented = ArrayPool<float>.Shared.Rent(count);
        try
        {
            var values = rented.AsMemory(0, count);
            source.Read(rows, values.Span);
            unread = UnreadImages.Blank(values.Span, contract.Length);
            return torch.tensor(values, [rows.Length, contract.Bands, contract.Size, contract.Size], device: device);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
