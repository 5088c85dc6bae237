namespace LensGrains.Imaging.Rasters;

/// <summary>
/// Shrinks small 8-bit pictures: every pixel becomes the mean of the area it covers. For a thumbnail of a few hundred pixels libvips takes
/// longer to set its pipeline up than this takes in all.
/// </summary>
internal static class AreaShrink
{
    /// <summary>Most pixels that are shrunk this way; larger pictures are streamed by libvips.</summary>
    public const int MostPixels = 1 << 20;

    /// <summary>The largest side a decoder can leave out while what it gives is not smaller than wanted: 1, 2, 4 or 8.</summary>
    public static int DecoderFactor(int longerSide, int wanted)
    {
        var factor = 1;
        while (factor < 8 && longerSide / (2 * factor) >= wanted)
        {
            factor *= 2;
        }

        return factor;
    }

    /// <summary>[y, x, 3] bytes of one size from those of a larger one.</summary>
    public static byte[] Shrink(ReadOnlySpan<byte> rgb, int width, int height, int toWidth, int toHeight)
    {
        var (columns, rows) = (new Overlaps(width, toWidth), new Overlaps(height, toHeight));
        var (line, sums, result) = (new float[3 * toWidth], new float[3 * toWidth], new byte[3 * toWidth * toHeight]);
        for (var y = 0; y < toHeight; y++)
        {
            Array.Clear(sums);
            for (var i = 0; i < rows.Count(y); i++)
            {
                ShrinkLine(rgb.Slice(3 * width * (rows.First(y) + i), 3 * width), columns, line);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(line, rows.Weight(y, i), sums, sums);
            }

            var row = result.AsSpan(3 * toWidth * y, 3 * toWidth);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (byte)(sums[x] + 0.5f);
            }
        }

        return result;
    }

    private static void ShrinkLine(ReadOnlySpan<byte> line, Overlaps columns, float[] shrunk)
    {
        for (var x = 0; 3 * x < shrunk.Length; x++)
        {
            var (red, green, blue) = (0f, 0f, 0f);
            for (var (i, at) = (0, 3 * columns.First(x)); i < columns.Count(x); i++, at += 3)
            {
                var weight = columns.Weight(x, i);
                red += weight * line[at];
                green += weight * line[at + 1];
                blue += weight * line[at + 2];
            }

            (shrunk[3 * x], shrunk[(3 * x) + 1], shrunk[(3 * x) + 2]) = (red, green, blue);
        }
    }

    /// <summary>Which of <c>from</c> equal cells each of <c>to</c> larger ones covers, and with what share of itself.</summary>
    private readonly struct Overlaps
    {
        private readonly int[] _first;
        private readonly int[] _start;
        private readonly float[] _weights;

        public Overlaps(int from, int to)
        {
            (_first, _start) = (new int[to], new int[to + 1]);
            var (scale, weights) = ((double)from / to, new List<float>(from + (2 * to)));
            for (var target = 0; target < to; target++)
            {
                var (begin, end) = (target * scale, (target + 1) * scale);
                _first[target] = (int)begin;
                for (var cell = (int)begin; cell < Math.Min(from, Math.Ceiling(end)); cell++)
                {
                    weights.Add((float)((Math.Min(end, cell + 1) - Math.Max(begin, cell)) / scale));
                }

                _start[target + 1] = weights.Count;
            }

            _weights = [.. weights];
        }

        public int First(int target) => _first[target];

        public int Count(int target) => _start[target + 1] - _start[target];

        public float Weight(int target, int at) => _weights[_start[target] + at];
    }
}
