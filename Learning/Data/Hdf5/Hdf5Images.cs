using LensGrains.Imaging;
using LensGrains.Imaging.Hdf5;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Data.Hdf5;

/// <summary>The images of an HDF5 file by row, as a network takes them. Neighbouring rows that are asked for together are read together.</summary>
/// <param name="set">The file.</param>
/// <param name="contract">What the network expects.</param>
public sealed class Hdf5Images(Hdf5ImageSet set, ImageContract contract) : IImageSource
{
    /// <inheritdoc/>
    public int Count => checked((int)set.Shape.Count);

    /// <inheritdoc/>
    public ImageContract Contract => contract;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<long> rows, Span<float> images)
    {
        for (var start = 0; start < rows.Length;)
        {
            var count = 1;
            while (start + count < rows.Length && rows[start + count] == rows[start] + count)
            {
                count++;
            }

            Write(rows[start], count, images.Slice(start * contract.Length, count * contract.Length));
            start += count;
        }
    }

    private void Write(long first, int count, Span<float> images)
    {
        try
        {
            var planes = set.ReadImages(first, count);
            for (var i = 0; i < count; i++)
            {
                var cutout = set.CutoutOf(first + i, planes.AsSpan(i * set.Shape.Elements, set.Shape.Elements).ToArray());
                NetworkImage.Write(cutout, contract, images.Slice(i * contract.Length, contract.Length));
            }
        }
        catch (Exception unread) when (unread is Hdf5Exception or ArgumentException)
        {
            images.Fill(float.NaN); // what is all NaN counts as not readable
        }
    }
}
