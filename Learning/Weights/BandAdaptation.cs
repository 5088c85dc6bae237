namespace LensGrains.Learning.Weights;

/// <summary>Takes a first layer that was trained on some bands to images of others.</summary>
internal static class BandAdaptation
{
    /// <summary>
    /// Every new band gets the mean over the old ones times old/new, so that an image with the same values in every band gives the same
    /// maps: [o, s, y, x] → [o, c, y, x]. (timm repeats the three bands instead, with the same factor.)
    /// </summary>
    public static float[] Spread(ReadOnlySpan<float> weights, IReadOnlyList<long> from, IReadOnlyList<long> to)
    {
        var (outputs, old, bands, kernel) = (from[0], from[1], to[1], checked((int)(from[2] * from[3])));
        var spread = new float[outputs * bands * kernel];
        for (var output = 0; output < outputs; output++)
        {
            for (var pixel = 0; pixel < kernel; pixel++)
            {
                var sum = 0.0;
                for (var band = 0; band < old; band++)
                {
                    sum += weights[(int)((((output * old) + band) * kernel) + pixel)];
                }

                for (var band = 0; band < bands; band++)
                {
                    spread[(((output * bands) + band) * kernel) + pixel] = (float)(sum / bands);
                }
            }
        }

        return spread;
    }
}
