namespace LensGrains.Imaging;

/// <summary>From a cutout to the planes that a network takes. Deterministic, finite for any cutout that the reader gives; bottom row first.</summary>
public static class NetworkImage
{
    private const float HundredSigma = 5.298342f; // asinh(100)
    private const float SmallestSigmaLevels = 4; // of pictures whose sky was cut off at black, as for features
    private const float Largest = 8; // in a network's units; nothing real is brighter

    /// <summary>Writes the planes.</summary>
    /// <param name="cutout">Any size from 8 pixels along a side.</param>
    /// <param name="contract">What the network expects.</param>
    /// <param name="image">[c, y, x] float32, of the contract's length.</param>
    /// <exception cref="ArgumentException">The cutout lacks a band that the contract names, or has fewer than it needs.</exception>
    public static void Write(Cutout cutout, ImageContract contract, Span<float> image)
    {
        if (image.Length != contract.Length)
        {
            throw new ArgumentException($"The image takes {contract.Length} values, there is room for {image.Length}.", nameof(image));
        }

        var planes = Array.ConvertAll(BandsOf(cutout, contract), band => Plane(cutout, band, contract));
        Normalise(planes, cutout.IsDisplayEncoded, contract);
        var area = contract.Size * contract.Size;
        for (var band = 0; band < planes.Length; band++)
        {
            planes[band].CopyTo(image[(band * area)..]);
        }
    }

    private static int[] BandsOf(Cutout cutout, ImageContract contract)
    {
        if (contract.BandNames is { } names)
        {
            return [.. names.Select(name => Array.IndexOf(cutout.Bands, name) is var band and >= 0
                ? band
                : throw new ArgumentException($"The network takes band '{name}'; the cutout has {string.Join(", ", cutout.Bands)}."))];
        }

        return contract.Bands switch
        {
            1 => [BandOrder.Channels(cutout, null)[1]],
            3 => BandOrder.Channels(cutout, null),
            var count when count == cutout.Bands.Length => [.. Enumerable.Range(0, count)],
            var count => throw new ArgumentException($"The network takes {count} bands; the cutout has {cutout.Bands.Length}."),
        };
    }

    /// <summary>One band on the network's grid, pixels without a value at the level of the sky.</summary>
    private static float[] Plane(Cutout cutout, int band, ImageContract contract)
    {
        var source = cutout.Plane(band);
        var fill = SkyStatistics.OfBorder(source, cutout.Width, cutout.Height).Level;
        var side = contract.PixelScaleArcsec is { } wanted && cutout.Header.PixelScaleArcsec is > 0 and var scale
            ? Math.Max(1, (int)Math.Round(contract.Size * wanted / scale))
            : Math.Min(cutout.Width, cutout.Height);
        var square = Square(source, cutout, side, fill);
        return Resampling.CentralSquare(square, side, side, contract.Size);
    }

    /// <summary>The central square of so many pixels, bottom row first; what lies outside the cutout is sky.</summary>
    private static float[] Square(ReadOnlySpan<float> source, Cutout cutout, int side, float fill)
    {
        var square = new float[side * side];
        var (left, low) = (FloorHalf(cutout.Width - side), FloorHalf(cutout.Height - side));
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (u, v) = (left + x, low + y);
                var inside = u >= 0 && u < cutout.Width && v >= 0 && v < cutout.Height;
                var row = cutout.IsBottomUp ? v : cutout.Height - 1 - v;
                var value = inside ? source[(row * cutout.Width) + u] : fill;
                square[(y * side) + x] = float.IsFinite(value) ? value : fill;
            }
        }

        return square;
    }

    private static int FloorHalf(int value) => value >> 1;

    private static void Normalise(float[][] planes, bool isDisplayEncoded, ImageContract contract)
    {
        var kind = contract.Normalisation == Normalisation.Automatic
            ? isDisplayEncoded ? Normalisation.Levels : Normalisation.Noise
            : contract.Normalisation;
        switch (kind)
        {
            case Normalisation.Levels:
                Array.ForEach(planes, plane => Map(plane, value => (value / 127.5f) - 1));
                break;
            case Normalisation.Unit:
                Array.ForEach(planes, plane => Map(plane, value => (2 * value) - 1));
                break;
            case Normalisation.Peak:
                Peak(planes, contract.Size);
                break;
            default:
                Array.ForEach(planes, plane => Noise(plane, contract.Size, isDisplayEncoded ? SmallestSigmaLevels : 0));
                break;
        }
    }

    private static void Noise(float[] plane, int size, float smallestSigma)
    {
        var sky = SkyStatistics.OfBorder(plane, size, size);
        var sigma = Math.Max(sky.Sigma, smallestSigma);
        Map(plane, value => MathF.Asinh((value - sky.Level) / sigma) / HundredSigma);
    }

    private static void Peak(float[][] planes, int size)
    {
        var levels = Array.ConvertAll(planes, plane => SkyStatistics.OfBorder(plane, size, size).Level);
        var peak = planes.Zip(levels, (plane, level) => plane.Max() - level).Max();
        for (var band = 0; band < planes.Length; band++)
        {
            var level = levels[band];
            Map(planes[band], value => Math.Clamp(peak > 0 ? (value - level) / peak : 0, -1, 1));
        }
    }

    private static void Map(float[] plane, Func<float, float> map)
    {
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = Math.Clamp(map(plane[i]), -Largest, Largest);
        }
    }
}
