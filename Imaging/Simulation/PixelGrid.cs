namespace LensGrains.Imaging.Simulation;

/// <summary>A square grid of pixels centred on the sky vector (0, 0).</summary>
/// <param name="Size">Pixels along a side.</param>
/// <param name="PixelScaleArcsec">Side of a pixel.</param>
public readonly record struct PixelGrid(int Size, double PixelScaleArcsec)
{
    private const int Fine = 4;
    private const float FaintFraction = 1e-3f;
    private const float SmoothFraction = 0.15f;

    /// <summary>The centre of a pixel.</summary>
    public SkyVector Position(double column, double row)
        => new((column - ((Size - 1) / 2.0)) * PixelScaleArcsec, (row - ((Size - 1) / 2.0)) * PixelScaleArcsec);

    /// <summary>
    /// Flux per pixel [y, x] of a surface brightness (per square arcsecond): sampled at the centres, and on 4 × 4 points
    /// where it changes within the neighbourhood.
    /// </summary>
    public float[] Sample(Func<SkyVector, double> brightness)
    {
        var area = PixelScaleArcsec * PixelScaleArcsec;
        var coarse = new float[Size * Size];
        var peak = 0f;
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                coarse[(y * Size) + x] = (float)(brightness(Position(x, y)) * area);
                peak = Math.Max(peak, coarse[(y * Size) + x]);
            }
        }

        var flux = (float[])coarse.Clone();
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                if (Varies(coarse, x, y, peak))
                {
                    flux[(y * Size) + x] = (float)(FineMean(brightness, x, y) * area);
                }
            }
        }

        return flux;
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
        for (var v = 0; v < Fine; v++)
        {
            for (var u = 0; u < Fine; u++)
            {
                sum += brightness(Position(x + ((u + 0.5) / Fine) - 0.5, y + ((v + 0.5) / Fine) - 0.5));
            }
        }

        return sum / (Fine * Fine);
    }
}
