using LensGrains.Imaging.Rasters;

namespace LensGrains.Imaging;

/// <summary>A picture, or the reason why there is none; exactly one of the two is there.</summary>
/// <param name="Picture">The picture, where the files could be read.</param>
/// <param name="Fault">The reason, where they could not.</param>
public sealed record RenderOutcome(Picture? Picture, ImageFault? Fault);

/// <summary>Makes pictures of cutouts.</summary>
public static class Renderer
{
    /// <summary>A picture of a cutout.</summary>
    public static Picture Render(Cutout cutout, DisplayOptions options)
    {
        var rgb = Stretching.ToRgb(cutout, options);
        var (width, height) = (cutout.Width, cutout.Height);
        if (options.Size is { } size)
        {
            (rgb, width, height) = Raster.Resize(rgb, width, height, Math.Clamp(size, 1, DisplayOptions.MaxSize));
        }

        return options.Format == PictureFormat.Png
            ? new Picture(Raster.EncodePng(rgb, width, height), "image/png", width, height)
            : new Picture(Raster.EncodeJpeg(rgb, width, height, options.Quality), "image/jpeg", width, height);
    }

    /// <summary>A picture of the files of a source, or the reason why there is none.</summary>
    public static RenderOutcome Render(
        IReadOnlyList<BandFile> files, DisplayOptions options, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (files is [var only] && options is { Stretch: Stretch.Auto, Bands: null, Size: { } size })
        {
            var made = CutoutReader.Guard<RenderOutcome?>(() => MakeThumbnail(only, size, options, limits), fault => new RenderOutcome(null, fault));
            if (made is not null)
            {
                return made;
            }
        }

        var outcome = CutoutReader.Read(files, limits, cancellationToken);
        return outcome.IsRead ? new RenderOutcome(Render(outcome.Cutout, options), null) : new RenderOutcome(null, outcome.Fault);
    }

    /// <summary>The short way for one 8-bit picture; null for everything else.</summary>
    private static RenderOutcome? MakeThumbnail(BandFile file, int size, DisplayOptions options, ImageLimits limits)
    {
        using var stream = ImageFile.Open(Path.GetFullPath(file.Path), limits, out var kind);
        return kind == FileKind.Raster
            && Thumbnail.TryMake(ImageFile.ReadAll(stream), Math.Clamp(size, 1, DisplayOptions.MaxSize), options, limits) is { } picture
            ? new RenderOutcome(picture, null)
            : null;
    }
}
