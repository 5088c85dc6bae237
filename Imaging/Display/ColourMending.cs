namespace LensGrains.Imaging;

/// <summary>
/// Pixels whose colour the camera has spoilt, because a band is missing or saturated, get the colour of their surroundings and keep
/// their intensity, as Lupton et al. 2004, PASP 116, 133 do with saturated stars. For display only.
/// </summary>
internal static class ColourMending
{
    private const int SmallestPlateau = 5;
    private const double PlateauTolerance = 1e-3;
    private const double FaintestPlateauSigmas = 20;

    /// <summary>Changes the three planes where a colour is spoilt; pixels without any band stay as they are.</summary>
    public static void Mend(ColourPlanes planes, int width, int height)
    {
        var isSpoilt = new bool[planes.Intensity.Length];
        foreach (var plane in (ReadOnlySpan<float[]>)[planes.Red, planes.Green, planes.Blue])
        {
            MarkPlateau(plane, width, height, isSpoilt);
        }

        var open = new List<int>();
        for (var i = 0; i < isSpoilt.Length; i++)
        {
            isSpoilt[i] |= float.IsNaN(planes.Red[i] + planes.Green[i] + planes.Blue[i]);
            if (isSpoilt[i] && !float.IsNaN(planes.Intensity[i]))
            {
                open.Add(i);
            }
        }

        while (open.Count > 0)
        {
            MendRim(planes, width, height, isSpoilt, open);
        }
    }

    /// <summary>A flat top is a saturated detector: several pixels that share the maximum. The pixels around it are marked too.</summary>
    private static void MarkPlateau(float[] plane, int width, int height, bool[] isSpoilt)
    {
        var top = float.NegativeInfinity;
        foreach (var value in plane)
        {
            top = value > top ? value : top;
        }

        var limit = top * (1 - PlateauTolerance);
        if (top < FaintestPlateauSigmas || plane.Count(value => value >= limit) < SmallestPlateau)
        {
            return;
        }

        for (var i = 0; i < plane.Length; i++)
        {
            if (plane[i] >= limit)
            {
                isSpoilt[i] = true;
                foreach (var neighbour in Neighbours(i, width, height))
                {
                    isSpoilt[neighbour] = true;
                }
            }
        }
    }

    /// <summary>One layer from the rim inwards; where nothing around has a colour, all that is left becomes grey.</summary>
    private static void MendRim(ColourPlanes planes, int width, int height, bool[] isSpoilt, List<int> open)
    {
        var mended = new List<(int At, float Red, float Green, float Blue)>();
        foreach (var at in open)
        {
            if (SumAround(planes, at, width, height, isSpoilt) is { Count: > 0 } sum)
            {
                var scale = sum.Intensity > 0 ? planes.Intensity[at] / sum.Intensity : 0;
                mended.Add(scale == 0 ? Grey(planes, at) : (at, sum.Red * scale, sum.Green * scale, sum.Blue * scale));
            }
        }

        if (mended.Count == 0)
        {
            mended = open.ConvertAll(at => Grey(planes, at));
        }

        foreach (var (at, red, green, blue) in mended)
        {
            (planes.Red[at], planes.Green[at], planes.Blue[at], isSpoilt[at]) = (red, green, blue, false);
        }

        open.RemoveAll(at => !isSpoilt[at]);
    }

    private static (int At, float Red, float Green, float Blue) Grey(ColourPlanes planes, int at)
        => (at, planes.Intensity[at], planes.Intensity[at], planes.Intensity[at]);

    private static ColourSum SumAround(ColourPlanes planes, int at, int width, int height, bool[] isSpoilt)
    {
        var sum = default(ColourSum);
        foreach (var i in Neighbours(at, width, height))
        {
            if (!isSpoilt[i])
            {
                sum = new ColourSum(
                    sum.Red + planes.Red[i], sum.Green + planes.Green[i], sum.Blue + planes.Blue[i], sum.Intensity + planes.Intensity[i], sum.Count + 1);
            }
        }

        return sum;
    }

    private static IEnumerable<int> Neighbours(int at, int width, int height)
    {
        var (x, y) = (at % width, at / width);
        for (var v = Math.Max(0, y - 1); v <= Math.Min(height - 1, y + 1); v++)
        {
            for (var u = Math.Max(0, x - 1); u <= Math.Min(width - 1, x + 1); u++)
            {
                if (u != x || v != y)
                {
                    yield return (v * width) + u;
                }
            }
        }
    }

    private readonly record struct ColourSum(float Red, float Green, float Blue, float Intensity, int Count);
}
