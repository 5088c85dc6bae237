using System.Runtime.InteropServices;
using LensGrains.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Cli.Embedding;

/// <summary>Vectors of every source in the order of ordinals, to be gone through more than once, block by block.</summary>
internal interface IFeatures
{
    /// <summary>Length of a vector.</summary>
    int Width { get; }

    /// <summary>Blocks [n, width]; NaN where a source has no vector.</summary>
    IEnumerable<float[]> Blocks();
}

/// <summary>Those of a set that is there.</summary>
internal sealed class SetFeatures(Catalog catalog, EmbeddingSet set) : IFeatures
{
    private const int BlockRows = 4096;

    public int Width => set.Dimension;

    public IEnumerable<float[]> Blocks()
    {
        for (var start = 0; start < catalog.Count; start += BlockRows)
        {
            var ordinals = Enumerable.Range(start, Math.Min(BlockRows, catalog.Count - start)).Select(row => new Ordinal(row)).ToArray();
            var vectors = new float[ordinals.Length * Width];
            set.Gather(ordinals, vectors);
            yield return vectors;
        }
    }
}

/// <summary>Those that a network made, kept in a file while the run lasts.</summary>
internal sealed class SpilledFeatures(string path, int width) : IFeatures, IDisposable
{
    private const int BlockRows = 4096;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);

    public int Width => width;

    public void Add(float[] vectors) => _file.Write(MemoryMarshal.AsBytes<float>(vectors));

    public IEnumerable<float[]> Blocks()
    {
        _file.Position = 0;
        while (_file.Position < _file.Length)
        {
            var rows = (int)Math.Min(BlockRows, (_file.Length - _file.Position) / (sizeof(float) * width));
            var vectors = new float[rows * width];
            _file.ReadExactly(MemoryMarshal.AsBytes(vectors.AsSpan()));
            yield return vectors;
        }
    }

    public void Dispose() => _file.Dispose();
}
