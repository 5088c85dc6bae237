namespace LensGrains.Imaging.Simulation;

/// <summary>A square grid of pixels centred on the sky vector (0, 0).</summary>
/// <param name="Size">Pixels along a side.</param>
/// <param name="PixelScaleArcsec">Side of a pixel.</param>
public readonly record struct PixelGrid(int Size, double PixelScaleArcsec)
{
    /// <summary>Points along each side of a pixel where brightness changes.</summary>
    internal const int Fine = 4;

    private const float FaintFraction = 1e-3f;
    private const float SmoothFraction = 0.6f;

    /// <summary>The centre of a pixel.</summary>
    public SkyVector Position(double column, double row)
        => new((column - ((Size - 1) / 2.0)) * PixelScaleArcsec, (row - ((Size - 1) / 2.0)) * PixelScaleArcsec);

    /// <summary>
    /// Flux per pixel [y, x] of a surface brightness (per square arcsecond): sampled at the centres, and on 4 × 4 points
    /// where it changes within the neighbourhood.
    /// </summary>
    /// <param name="brightness">Flux per square arcsecond.</param>
    /// <param name="center">Where the surface lies.</param>
    /// <param name="radiusArcsec">Beyond this distance, along an axis, it counts as dark.</param>
    public float[] Sample(Func<SkyVector, double> brightness, SkyVector center = default, double radiusArcsec = double.PositiveInfinity)
    {
        return Sample(new Surface(this, brightness), Span(center.X, radiusArcsec), Span(center.Y, radiusArcsec));
    }

    /// <summary>The same of a brightness by pixel: at its centre, and its mean over the points <see cref="Within"/> it.</summary>
    internal float[] Sample<TBrightness>(TBrightness brightness)
        where TBrightness : struct, IPixelBrightness
        => Sample(brightness, (0, Size - 1), (0, Size - 1));

    /// <summary>One of the 4 × 4 points of a pixel, numbered row by row.</summary>
    internal SkyVector Within(int x, int y, int point)
        => Position(x + (((point % Fine) + 0.5) / Fine) - 0.5, y + (((point / Fine) + 0.5) / Fine) - 0.5);

    private float[] Sample<TBrightness>(TBrightness brightness, (int First, int Last) columns, (int First, int Last) rows)
        where TBrightness : struct, IPixelBrightness
    {
        var area = PixelScaleArcsec * PixelScaleArcsec;
        var coarse = new float[Size * Size];
        var peak = 0f;
        for (var y = rows.First; y <= rows.Last; y++)
        {
            for (var x = columns.First; x <= columns.Last; x++)
            {
                coarse[(y * Size) + x] = (float)(brightness.AtCenter(x, y) * area);
                peak = Math.Max(peak, coarse[(y * Size) + x]);
            }
        }

        var flux = (float[])coarse.Clone();
        for (var y = rows.First; y <= rows.Last; y++)
        {
            for (var x = columns.First; x <= columns.Last; x++)
            {
                if (Varies(coarse, x, y, peak))
                {
                    flux[(y * Size) + x] = (float)(brightness.Mean(x, y) * area);
                }
            }
        }

        return flux;
    }

    private (int First, int Last) Span(double center, double radiusArcsec)
    {
        var middle = (center / PixelScaleArcsec) + ((Size - 1) / 2.0);
        var pixels = radiusArcsec / PixelScaleArcsec;
        return ((int)Math.Clamp(Math.Floor(middle - pixels), 0, Size), (int)Math.Clamp(Math.Ceiling(middle + pixels), -1, Size - 1));
    }

    private bool Varies(float[] coarse, int x, int y, float peak)
    {
        var (low, high) = (float.MaxValue, 0f);
        for (var v = Math.Max(0, y - 1); v <= Math.Min(Size - 1, y + 1); v++)
        {
            for (var u = Math.Max(0, x - 1); u <= Math.Min(Size - 1, x + 1); u++)
            {
                low = Math.Min(low, coarse[(v * Size) + u]);
                high = Math.Max(high, coarse[(v * Size) + u]);
            }
        }

        return high > FaintFraction * peak && high - low > SmoothFraction * high;
    }

    private double FineMean(Func<SkyVector, double> brightness, int x, int y)
    {
        var sum = 0.0;
        for (var point = 0; point < Fine * Fine; point++)
        {
            sum += brightness(Within(x, y, point));
        }

        return sum / (Fine * Fine);
    }

    private readonly struct Surface(PixelGrid grid, Func<SkyVector, double> brightness) : IPixelBrightness
    {
        public double AtCenter(int x, int y) => brightness(grid.Position(x, y));

        public double Mean(int x, int y) => grid.FineMean(brightness, x, y);
    }
}

/// <summary>Brightness by pixel. For structs: the compiler then makes a loop for each, without calls in between.</summary>
internal interface IPixelBrightness
{
    /// <summary>At the centre of the pixel.</summary>
    double AtCenter(int x, int y);

    /// <summary>Over the points within it.</summary>
    double Mean(int x, int y);
}
