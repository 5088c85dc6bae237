using System.Collections.Concurrent;
using LensGrains.Catalogs;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Sky;
using LensGrains.Imaging;
using LensGrains.Learning.Data;

namespace LensGrains.Grains.Rounds;

/// <summary>
/// By what labelled sources are told to show one object: position, content hash and simulation seed as the catalogue has them, and the
/// fingerprint of the image, which is read once per process for each labelled source.
/// </summary>
public sealed class SourceObjects
{
    private const int MostPictures = 100_000; // some 0.6 kB each
    private const int SmallestSide = 8;

    private readonly ConcurrentDictionary<string, PerceptualHash?> _pictures = new(StringComparer.Ordinal);

    /// <summary>The keys of sources, in their order. An image that cannot be read gives none.</summary>
    public async Task<ObjectKeys[]> KeysAsync(Catalog catalog, IReadOnlyList<Ordinal> sources, CancellationToken cancellationToken)
    {
        if (_pictures.Count > MostPictures)
        {
            _pictures.Clear();
        }

        var keys = new ObjectKeys[sources.Count];
        await Parallel.ForAsync(0, sources.Count, cancellationToken, (i, stop) =>
        {
            keys[i] = KeysOf(sources[i], catalog.Get(sources[i]), stop);
            return ValueTask.CompletedTask;
        });
        return keys;
    }

    private ObjectKeys KeysOf(Ordinal source, SourceRow row, CancellationToken cancellationToken)
    {
        var content = row.Files.IsEmpty ? null : string.Join('+', row.Files.Select(f => $"{f.Sha256}/{f.Hdu}"));
        return new ObjectKeys(source.ToString())
        {
            Position = row is { RaDeg: { } ra, DecDeg: { } dec } && SkyPosition.IsValid(ra, dec) ? new SkyPosition(ra, dec) : null,
            ContentHash = content,
            SimulationSeed = row.Columns.TryGetValue("seed", out var seed) && row.Columns.TryGetValue("index", out var index) ? $"{seed}/{index}" : null,
            Perceptual = content is null ? null : _pictures.GetOrAdd(content, _ => PictureOf(row, cancellationToken)),
        };
    }

    /// <summary>The fingerprint of the mean over bands.</summary>
    private static PerceptualHash? PictureOf(SourceRow row, CancellationToken cancellationToken)
    {
        var files = row.Files.Select(f => new BandFile(f.Path, f.Band.Length > 0 ? f.Band : null, f.Hdu)).ToArray();
        var read = CutoutReader.Read(files, ImageLimits.Default, cancellationToken);
        if (!read.IsRead || read.Cutout.Width < SmallestSide || read.Cutout.Height < SmallestSide)
        {
            return null;
        }

        var (cutout, plane) = (read.Cutout, new float[read.Cutout.Width * read.Cutout.Height]);
        for (var band = 0; band < cutout.Bands.Length; band++)
        {
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] += cutout.Pixels[(band * plane.Length) + i];
            }
        }

        return PerceptualHash.Of(plane, cutout.Width, cutout.Height);
    }
}
