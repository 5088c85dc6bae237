using LensGrains.Catalogs.Npy;
using LensGrains.Core.Pools;

namespace LensGrains.Bench.Http;

/// <summary>Vectors to ingest: an array [n, d] float16 and the names beside it. Every fifth source is a lens, with a shift that can be learned.</summary>
internal static class EmbeddingFiles
{
    private const int RowsAtOnce = 4_096;

    public static string Write(string folder, int sources, int dimensions)
    {
        var path = Path.Combine(folder, $"vectors-{sources}.npy");
        using (var file = File.Create(path))
        {
            file.Write(NpyHeader.Compose("<f2", sources, dimensions));
            foreach (var rows in Enumerable.Range(0, sources).Chunk(RowsAtOnce))
            {
                var block = new Half[rows.Length * dimensions];
                Parallel.For(0, rows.Length, i => Fill(block.AsSpan(i * dimensions, dimensions), rows[i]));
                file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<Half>(block));
            }
        }

        File.WriteAllLines(Path.ChangeExtension(path, ".names.csv"), Enumerable.Range(0, sources).Select(NameOf).Prepend("name"));
        return path;
    }

    public static string NameOf(int source) => $"s{source:D7}";

    public static bool IsLens(int source) => source % 5 == 0;

    // Sums of three uniform numbers have the unit variance of a normal deviate and nearly its shape.
    private static void Fill(Span<Half> row, int source)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var at = ((ulong)source * (ulong)row.Length) + (ulong)i;
            var deviate = 2 * (StableHash.Unit(11, at) + StableHash.Unit(12, at) + StableHash.Unit(13, at) - 1.5);
            row[i] = (Half)(deviate + (IsLens(source) && i < 16 ? 0.4 : 0));
        }
    }
}
