using LensGrains.Imaging;

namespace LensGrains.Learning.Data.Shards;

/// <summary>Finds the images among the files of a sample and decodes them.</summary>
internal static class ImageParts
{
    /// <summary>Endings of images, those that keep the most first: of several without a band the first is taken.</summary>
    private static readonly string[] Endings = ["fits", "fit", "fits.gz", "fit.gz", "fits.fz", "npy", "tif", "tiff", "png", "webp", "jpg", "jpeg"];

    /// <summary>The band and the ending of a part that is an image: <c>g.fits</c> → (<c>g</c>, <c>fits</c>), <c>png</c> and <c>image.png</c> → (null, <c>png</c>).</summary>
    public static (string? Band, string Ending)? Of(string part)
    {
        var ending = Endings.Where(known => part == known || part.EndsWith("." + known, StringComparison.Ordinal)).MaxBy(known => known.Length);
        var band = ending is null || part.Length == ending.Length ? null : part[..^(ending.Length + 1)];
        return ending is null ? null : (band is "image" or "img" ? null : band, ending);
    }

    /// <summary>The image of a sample, its bands stacked.</summary>
    public static ReadOutcome Decode(TarSample sample, ShardOptions options, CancellationToken cancellationToken)
    {
        var chosen = Choose(sample, options);
        if (chosen.Count == 0)
        {
            var parts = string.Join(", ", sample.Parts.Select(part => "." + part.Ending));
            return ReadOutcome.Failed(Streams.DataFaultCodes.NoImage, $"Among its files ({parts}) is no image{(options.Bands.Count > 0 ? $" of the bands {string.Join(", ", options.Bands)}" : "")}.");
        }

        var files = chosen.Where(file => file.Ending != "npy").Select(file => new BandBytes("." + file.Part, file.Bytes, file.Band)).ToList();
        if (files.Count == chosen.Count)
        {
            return CutoutReader.ReadBytes(files, options.Limits, cancellationToken);
        }

        var outcomes = chosen.Select(file => file.Ending == "npy"
            ? ArrayImage.Decode(file.Bytes, file.Band, options.Limits)
            : CutoutReader.ReadBytes([new BandBytes("." + file.Part, file.Bytes, file.Band)], options.Limits, cancellationToken)).ToList();
        return outcomes.Find(outcome => !outcome.IsRead)
            ?? CutoutReader.Stack(chosen.ConvertAll(file => "." + file.Part), outcomes.ConvertAll(outcome => outcome.Cutout!), options.Limits);
    }

    private static List<(string Part, string? Band, string Ending, byte[] Bytes)> Choose(TarSample sample, ShardOptions options)
    {
        var images = sample.Parts
            .Select(part => (part.Ending, Image: Of(part.Ending), part.Bytes))
            .Where(part => part.Image is not null)
            .Select(part => (Part: part.Ending, part.Image!.Value.Band, part.Image.Value.Ending, part.Bytes))
            .ToList();
        var whole = images.Where(image => image.Band is null).OrderBy(image => Array.IndexOf(Endings, image.Ending)).Take(1).ToList();
        if (options.Bands.Count == 0)
        {
            return whole.Count > 0 ? whole : images;
        }

        var wanted = options.Bands.Select(band => images.FindIndex(image => string.Equals(image.Band, band, StringComparison.OrdinalIgnoreCase))).ToList();
        return wanted.TrueForAll(index => index >= 0) ? wanted.ConvertAll(index => images[index] with { Band = options.Bands[wanted.IndexOf(index)] })
            : whole;
    }
}
