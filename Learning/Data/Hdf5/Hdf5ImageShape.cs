using LensGrains.Imaging.Hdf5;

namespace LensGrains.Learning.Data.Hdf5;

/// <summary>The axes of an array of images, and the way from the file's order to [c, y, x].</summary>
/// <param name="Count">Images n.</param>
/// <param name="Bands">Bands c.</param>
/// <param name="Height">Rows y.</param>
/// <param name="Width">Columns x.</param>
/// <param name="IsBandsLast">True for [n, y, x, c].</param>
public sealed record Hdf5ImageShape(long Count, int Bands, int Height, int Width, bool IsBandsLast)
{
    private const int MostBands = 16;

    /// <summary>Numbers of one image.</summary>
    public int Elements => Bands * Height * Width;

    /// <exception cref="Hdf5Exception">The array does not have the axes of images.</exception>
    internal static Hdf5ImageShape Of(Hdf5Array images, ImageAxes axes)
    {
        var shape = images.Shape;
        if (shape.Count is not (3 or 4) || shape.Any(length => length > int.MaxValue) || shape.Skip(1).Any(length => length == 0))
        {
            throw new Hdf5Exception(
                Hdf5Exception.WrongShape, $"'{images.Name}' is [{string.Join(", ", shape)}]; images are [n, y, x], [n, y, x, c] or [n, c, y, x].");
        }

        var (a, b) = ((int)shape[1], (int)shape[2]);
        if (shape.Count == 3)
        {
            return new(shape[0], 1, a, b, false);
        }

        var c = (int)shape[3];
        var isLast = axes == ImageAxes.BandsLast || (axes == ImageAxes.Guess && c <= MostBands && c <= a && c <= b);
        return isLast ? new(shape[0], c, a, b, true) : new(shape[0], a, b, c, false);
    }

    /// <summary>One image as [c, y, x].</summary>
    internal float[] Planes(ReadOnlySpan<float> stored)
    {
        if (!IsBandsLast)
        {
            return stored.ToArray();
        }

        var (planes, pixels) = (new float[Elements], Height * Width);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var band = 0; band < Bands; band++)
            {
                planes[(band * pixels) + pixel] = stored[(pixel * Bands) + band];
            }
        }

        return planes;
    }
}
