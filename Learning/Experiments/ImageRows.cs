using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Learning.Experiments;

/// <summary>Some rows of a source of images, as a source of its own.</summary>
/// <param name="whole">The source.</param>
/// <param name="rows">[n] its rows.</param>
internal sealed class ImageRows(IImageSource whole, IReadOnlyList<int> rows) : IImageSource
{
    /// <inheritdoc/>
    public int Count => rows.Count;

    /// <inheritdoc/>
    public ImageContract Contract => whole.Contract;

    /// <inheritdoc/>
    public string? FirstFault => whole.FirstFault;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<long> asked, Span<float> images)
    {
        var translated = new long[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            translated[i] = rows[(int)asked[i]];
        }

        whole.Read(translated, images);
    }
}
