using LensGrains.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Imaging;
using LensGrains.Learning.Images;

namespace LensGrains.Grains.Members;

/// <summary>Images of a catalogue's sources, read from their files, several at once; a source without a readable image is all NaN.</summary>
/// <param name="catalog">The catalogue.</param>
/// <param name="sources">The source of each row.</param>
/// <param name="contract">What the network expects.</param>
internal sealed class CatalogImages(Catalog catalog, IReadOnlyList<Ordinal> sources, ImageContract contract) : IImageSource
{
    private readonly CutoutSource _files = new(new SourceFiles(catalog, sources), contract, ImageLimits.Default);

    public int Count => sources.Count;

    public ImageContract Contract => contract;

    public string? FirstFault => _files.FirstFault;

    public void Read(ReadOnlySpan<long> rows, Span<float> images) => _files.Read(rows, images);

    private sealed class SourceFiles(Catalog catalog, IReadOnlyList<Ordinal> sources) : IReadOnlyList<IReadOnlyList<BandFile>>
    {
        public int Count => sources.Count;

        public IReadOnlyList<BandFile> this[int row] => catalog.IsTombstoned(sources[row])
            ? []
            : [.. catalog.Get(sources[row]).Files.Select(f => new BandFile(f.Path, f.Band.Length > 0 ? f.Band : null, f.Hdu))];

        public IEnumerator<IReadOnlyList<BandFile>> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
