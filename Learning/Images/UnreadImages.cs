using System.Numerics.Tensors;

namespace LensGrains.Learning.Images;

/// <summary>Images that could not be read, which a source gives as NaN.</summary>
internal static class UnreadImages
{
    /// <summary>Makes every image that holds a value which is not finite blank, so that it cannot disturb the others; their places.</summary>
    /// <param name="images">[n, length].</param>
    /// <param name="length">Values of an image.</param>
    public static List<int> Blank(Span<float> images, int length)
    {
        var unread = new List<int>();
        for (var row = 0; row * length < images.Length; row++)
        {
            var image = images.Slice(row * length, length);
            if (!TensorPrimitives.IsFiniteAll<float>(image))
            {
                image.Clear();
                unread.Add(row);
            }
        }

        return unread;
    }
}
