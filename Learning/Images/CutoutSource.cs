using LensGrains.Imaging;

namespace LensGrains.Learning.Images;

/// <summary>Images read from files, each time anew.</summary>
/// <param name="files">The files of each row.</param>
/// <param name="contract">What the network expects.</param>
/// <param name="limits">What may be spent on one source.</param>
public sealed class CutoutSource(IReadOnlyList<IReadOnlyList<BandFile>> files, ImageContract contract, ImageLimits limits) : IImageSource
{
    private string? _firstFault;

    /// <inheritdoc/>
    public int Count => files.Count;

    /// <inheritdoc/>
    public string? FirstFault => _firstFault;

    /// <inheritdoc/>
    public ImageContract Contract => contract;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<long> rows, Span<float> images)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var image = images.Slice(i * contract.Length, contract.Length);
            if (TryRead(files[(int)rows[i]], image) is { } fault)
            {
                Interlocked.CompareExchange(ref _firstFault, fault, null);
                image.Fill(float.NaN);
            }
        }
    }

    /// <summary>Reads one source; what is wrong with it, or null.</summary>
    public string? TryRead(IReadOnlyList<BandFile> source, Span<float> image)
    {
        var outcome = source.Count == 0 ? null : CutoutReader.Read(source, limits, CancellationToken.None);
        if (outcome?.Cutout is not { } cutout)
        {
            return outcome?.Fault?.Reason ?? "The source has no file.";
        }

        try
        {
            NetworkImage.Write(cutout, contract, image);
            return null;
        }
        catch (ArgumentException unfit)
        {
            return unfit.Message;
        }
    }
}
