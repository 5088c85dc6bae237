using LensGrains.Imaging;

namespace LensGrains.Learning.Images;

/// <summary>Images by row, as a network takes them: from memory, from files, from a catalogue. Safe for reads from several threads.</summary>
public interface IImageSource
{
    /// <summary>Rows n.</summary>
    int Count { get; }

    /// <summary>What the images are.</summary>
    ImageContract Contract { get; }

    /// <summary>Why the first row that could not be read could not; null where all could so far.</summary>
    string? FirstFault => null;

    /// <summary>Reads rows into <paramref name="images"/> [rows, c, y, x]; a row without a usable image is all NaN.</summary>
    void Read(ReadOnlySpan<long> rows, Span<float> images);
}
