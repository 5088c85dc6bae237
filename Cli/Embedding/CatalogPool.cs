using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Cli.Embedding;

/// <summary>The images of a catalogue's sources, a block or a sample at a time.</summary>
internal sealed class CatalogPool(Catalog catalog)
{
    private const int LookedAt = 50;

    public int Count => catalog.Count;

    /// <summary>What a network shall see: one plane where cutouts have one band, else three.</summary>
    /// <exception cref="EmbedException">No source has a readable image.</exception>
    public ImageContract ContractOf(int size)
    {
        var step = Math.Max(1, Count / LookedAt);
        for (var row = 0; row < Count; row += step)
        {
            if (FilesOf(row) is { Count: > 0 } files && CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None).Cutout is { } cutout)
            {
                return new ImageContract { Bands = cutout.Bands.Length > 1 ? 3 : 1, Size = size };
            }
        }

        throw new EmbedException("no image of the catalogue's sources can be read; an embedding of images needs their files where they were ingested");
    }

    /// <summary>At most so many sources, chosen by the seed, in memory.</summary>
    public ImageStack Sample(ImageContract contract, int most, long seed, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, Count).Where(row => FilesOf(row).Count > 0).ToArray();
        if (rows.Length > most)
        {
            new Random((int)(seed ^ (seed >> 32))).Shuffle(rows);
            Array.Resize(ref rows, most);
            Array.Sort(rows);
        }

        return ImageStack.Load(Source(contract, rows), done => progress(done, rows.Length), cancellationToken);
    }

    /// <summary>Sources one after another, in blocks.</summary>
    public IEnumerable<ImageStack> Blocks(ImageContract contract, int rows, CancellationToken cancellationToken)
    {
        for (var start = 0; start < Count; start += rows)
        {
            var block = Enumerable.Range(start, Math.Min(rows, Count - start)).ToArray();
            yield return ImageStack.Load(Source(contract, block), cancellationToken: cancellationToken);
        }
    }

    private CutoutSource Source(ImageContract contract, int[] rows) => new([.. rows.Select(FilesOf)], contract, ImageLimits.Default);

    private IReadOnlyList<BandFile> FilesOf(int row) => catalog.IsTombstoned(new Ordinal(row))
        ? []
        : [.. catalog.Get(new Ordinal(row)).Files.Select(f => new BandFile(f.Path, f.Band.Length > 0 ? f.Band : null, f.Hdu))];
}
