namespace LensGrains.Imaging;

/// <summary>Resamples planes of float32.</summary>
internal static class Resampling
{
    /// <summary>The largest central square, on size × size pixels: area means where it shrinks, bilinear where it grows.</summary>
    public static float[] CentralSquare(float[] plane, int width, int height, int size)
    {
        var side = Math.Min(width, height);
        var (left, top) = ((width - side) / 2, (height - side) / 2);
        if (side == size)
        {
            var same = new float[size * size];
            for (var y = 0; y < size; y++)
            {
                plane.AsSpan(((top + y) * width) + left, size).CopyTo(same.AsSpan(y * size));
            }

            return same;
        }

        var weights = Weights(side, size);
        var rows = new float[size * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < size; x++)
            {
                rows[(y * size) + x] = Sum(weights[x], u => plane[((top + y) * width) + left + u]);
            }
        }

        var result = new float[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                result[(y * size) + x] = Sum(weights[y], v => rows[(v * size) + x]);
            }
        }

        return result;
    }

    private static float Sum((int Index, float Weight)[] weights, Func<int, float> value)
    {
        var sum = 0f;
        foreach (var (index, weight) in weights)
        {
            sum += weight * value(index);
        }

        return sum;
    }

    private static (int Index, float Weight)[][] Weights(int from, int to)
    {
        var scale = (double)from / to;
        return [.. Enumerable.Range(0, to).Select(target => scale > 1 ? Area(target * scale, (target + 1) * scale, from) : Linear(((target + 0.5) * scale) - 0.5, from))];
    }

    private static (int, float)[] Area(double start, double end, int count)
    {
        var weights = new List<(int, float)>();
        for (var index = (int)start; index < Math.Min(count, Math.Ceiling(end)); index++)
        {
            var overlap = Math.Min(end, index + 1) - Math.Max(start, index);
            if (overlap > 1e-9)
            {
                weights.Add((index, (float)(overlap / (end - start))));
            }
        }

        return [.. weights];
    }

    private static (int, float)[] Linear(double position, int count)
    {
        position = Math.Clamp(position, 0, count - 1);
        var below = Math.Min((int)position, Math.Max(0, count - 2));
        var fraction = (float)(position - below);
        return [(below, 1 - fraction), (Math.Min(below + 1, count - 1), fraction)];
    }
}
