namespace LensGrains.Learning.Weights;

/// <summary>Takes the learned positions of a transformer to another grid of patches.</summary>
internal static class PositionResizing
{
    /// <summary>Keys' cubic convolution with a = −1/2 (Keys 1981, IEEE TASSP 29, 1153), as in antialiased resizing of images.</summary>
    private const double A = -0.5;

    /// <summary>The side of the grid behind [1, 1 + side², d], or null where the tokens are no class token and a square.</summary>
    public static int? Side(IReadOnlyList<long> shape)
        => shape is [1, > 1, _] && (int)Math.Round(Math.Sqrt(shape[1] - 1)) is var side && (side * side) + 1 == shape[1] ? side : null;

    /// <summary>
    /// Positions [1, 1 + from², d] → [1, 1 + to², d]: the class token's as it is, the others resized bicubically with antialiasing, pixel
    /// centres at halves. The same as PyTorch's <c>interpolate(mode="bicubic", antialias=True)</c>, which timm uses here.
    /// </summary>
    public static float[] Resize(ReadOnlySpan<float> positions, int from, int to, int width)
    {
        var taps = Taps(from, to);
        var resized = new float[(1 + (to * to)) * width];
        positions[..width].CopyTo(resized);
        var rows = new double[to * from * width]; // [to, from, d]: down the columns first
        for (var y = 0; y < to; y++)
        {
            foreach (var (source, weight) in taps[y])
            {
                for (var i = 0; i < from * width; i++)
                {
                    rows[(y * from * width) + i] += weight * positions[width + (source * from * width) + i];
                }
            }
        }

        for (var y = 0; y < to; y++)
        {
            for (var x = 0; x < to; x++)
            {
                for (var d = 0; d < width; d++)
                {
                    var sum = 0.0;
                    foreach (var (source, weight) in taps[x])
                    {
                        sum += weight * rows[(((y * from) + source) * width) + d];
                    }

                    resized[((1 + (y * to) + x) * width) + d] = (float)sum;
                }
            }
        }

        return resized;
    }

    private static (int Source, double Weight)[][] Taps(int from, int to)
    {
        var step = (double)from / to;
        var stretch = Math.Max(step, 1);
        var taps = new (int, double)[to][];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * step;
            var first = Math.Max((int)(centre - (2 * stretch) + 0.5), 0);
            var last = Math.Min((int)(centre + (2 * stretch) + 0.5), from);
            var weights = Enumerable.Range(first, last - first).Select(j => (j, Cubic((j - centre + 0.5) / stretch))).ToArray();
            var sum = weights.Sum(tap => tap.Item2);
            taps[i] = Array.ConvertAll(weights, tap => (tap.j, tap.Item2 / sum));
        }

        return taps;
    }

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? A * ((((x - 5) * x) + 8) * x - 4)
            : 0;
    }
}
