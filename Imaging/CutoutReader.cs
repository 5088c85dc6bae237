using LensGrains.Imaging.Fits;
using LensGrains.Imaging.Rasters;

namespace LensGrains.Imaging;

/// <summary>Reads the files of one source into a linear float32 cutout. Bad input is an outcome, never an exception.</summary>
public static class CutoutReader
{
    /// <summary>
    /// Reads the files in the order given and stacks their bands. Each file is read once. Sizes are checked against the
    /// limits before any pixel is decoded. Safe for many threads at once.
    /// </summary>
    /// <param name="files">The files of one source, one or more.</param>
    /// <param name="limits">What may be spent.</param>
    /// <param name="cancellationToken">Stops between files, units and chunks.</param>
    public static ReadOutcome Read(IReadOnlyList<BandFile> files, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        return Guard(
            () =>
            {
                var cutouts = files.Select(file => ReadOne(file, limits, cancellationToken)).ToList();
                return Together(files.Select(file => Path.GetFileName(file.Path)).ToList(), cutouts, limits);
            },
            fault => ReadOutcome.Failed(fault.Code, fault.Reason));
    }

    /// <summary>Reads files that are in memory, as <see cref="Read"/> reads those on disk.</summary>
    /// <param name="files">The files of one source, one or more.</param>
    /// <param name="limits">What may be spent.</param>
    /// <param name="cancellationToken">Stops between files, units and chunks.</param>
    public static ReadOutcome ReadBytes(IReadOnlyList<BandBytes> files, ImageLimits limits, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        return Guard(
            () =>
            {
                var cutouts = files.Select(file => ReadOne(file, limits, cancellationToken)).ToList();
                return Together(files.Select(file => file.Name).ToList(), cutouts, limits);
            },
            fault => ReadOutcome.Failed(fault.Code, fault.Reason));
    }

    /// <summary>Stacks the bands of cutouts of one size, which were read one by one.</summary>
    /// <param name="names">What reasons call each.</param>
    /// <param name="cutouts">One or more.</param>
    /// <param name="limits">What may be spent.</param>
    public static ReadOutcome Stack(IReadOnlyList<string> names, IReadOnlyList<Cutout> cutouts, ImageLimits limits)
        => Guard(() => Together(names, [.. cutouts], limits), fault => ReadOutcome.Failed(fault.Code, fault.Reason));

    /// <summary>Runs a decoder and turns what it says about bad input into an outcome.</summary>
    internal static T Guard<T>(Func<T> decode, Func<ImageFault, T> failed)
    {
        try
        {
            return decode();
        }
        catch (ImageFaultException fault)
        {
            return failed(new ImageFault(fault.Code, fault.Message));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return failed(new ImageFault(ImageFaultCodes.Unreadable, "The operating system refuses to read the file."));
        }
    }

    private static ReadOutcome Together(IReadOnlyList<string> names, List<Cutout> cutouts, ImageLimits limits)
    {
        var cutout = cutouts.Count == 1 ? cutouts[0] : StackBands(names, cutouts, limits);
        return Array.Exists(cutout.Pixels, float.IsFinite)
            ? ReadOutcome.Read(cutout)
            : ReadOutcome.Failed(ImageFaultCodes.NoFinitePixels, "Not one pixel is a number.");
    }

    private static Cutout ReadOne(BandBytes file, ImageLimits limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = new BandFile(file.Name, file.Band);
        using var stream = new MemoryStream(file.Bytes, writable: false);
        switch (ImageFile.KindOf(file.Bytes, limits))
        {
            case FileKind.Fits:
                using (var fits = FitsFile.OpenMemory(file.Bytes, limits))
                {
                    return FitsReader.Read(fits, wanted, limits, cancellationToken);
                }

            case FileKind.Gzip:
                return ReadUnfolded(Unfolding.Gunzip(stream, limits.MaxUnfoldedBytes, cancellationToken), wanted, limits, cancellationToken);
            case FileKind.Bzip2:
                return ReadUnfolded(Unfolding.Bunzip(file.Bytes, limits.MaxUnfoldedBytes), wanted, limits, cancellationToken);
            default:
                return RasterReader.Read(file.Bytes, wanted, limits);
        }
    }

    private static Cutout ReadOne(BandFile file, ImageLimits limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.GetFullPath(file.Path);
        using var stream = ImageFile.Open(path, limits, out var kind);
        switch (kind)
        {
            case FileKind.Fits:
                using (var fits = FitsFile.OpenDisk(path, limits))
                {
                    return FitsReader.Read(fits, file, limits, cancellationToken);
                }

            case FileKind.Gzip or FileKind.Bzip2:
                return ReadFolded(stream, kind, file, limits, cancellationToken);
            default:
                return RasterReader.Read(ImageFile.ReadAll(stream), file, limits);
        }
    }

    private static Cutout ReadFolded(
        FileStream stream, FileKind kind, BandFile file, ImageLimits limits, CancellationToken cancellationToken)
    {
        var bytes = kind == FileKind.Gzip
            ? Unfolding.Gunzip(stream, limits.MaxUnfoldedBytes, cancellationToken)
            : Unfolding.Bunzip(ImageFile.ReadAll(stream), limits.MaxUnfoldedBytes);
        return ReadUnfolded(bytes, file, limits, cancellationToken);
    }

    private static Cutout ReadUnfolded(byte[] bytes, BandFile file, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (!ImageFile.IsFits(bytes))
        {
            throw new ImageFaultException(ImageFaultCodes.UnknownFormat, "The compressed file does not hold FITS.");
        }

        using var fits = FitsFile.OpenMemory(bytes, limits);
        return FitsReader.Read(fits, file, limits, cancellationToken);
    }

    private static Cutout StackBands(IReadOnlyList<string> names, List<Cutout> cutouts, ImageLimits limits)
    {
        var first = cutouts[0];
        var odd = cutouts.FindIndex(cutout => cutout.Width != first.Width || cutout.Height != first.Height);
        if (odd >= 0)
        {
            throw new ImageFaultException(
                ImageFaultCodes.BandsDiffer,
                $"{names[odd]} is {cutouts[odd].Width} x {cutouts[odd].Height}, not {first.Width} x {first.Height}.");
        }

        if (cutouts.Sum(cutout => cutout.Bands.Length) > limits.MaxBands
            || cutouts.Sum(cutout => cutout.Pixels.LongLength) > limits.MaxTotalPixels)
        {
            throw new ImageFaultException(ImageFaultCodes.TooManyPixels, "The files together hold more than the limits allow.");
        }

        return new Cutout([.. cutouts.SelectMany(cutout => cutout.Bands)], first.Width, first.Height, Join(cutouts))
        {
            Units = first.Units,
            IsDisplayEncoded = cutouts.TrueForAll(cutout => cutout.IsDisplayEncoded),
            IsBottomUp = first.IsBottomUp,
            Header = first.Header with { Bands = [.. cutouts.SelectMany(cutout => cutout.Header.Bands)] },
        };
    }

    private static float[] Join(List<Cutout> cutouts)
    {
        var pixels = new float[cutouts.Sum(cutout => cutout.Pixels.Length)];
        var offset = 0;
        foreach (var cutout in cutouts)
        {
            cutout.Pixels.CopyTo(pixels, offset);
            offset += cutout.Pixels.Length;
        }

        return pixels;
    }
}
