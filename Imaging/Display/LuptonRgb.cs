namespace LensGrains.Imaging;

/// <summary>
/// Colour pictures by Lupton, Blanton, Fekete et al. 2004, PASP 116, 133: with I = (r + g + b) / 3 each channel is
/// multiplied by f(I) / I, f(I) = asinh(Q (I - m) / s) scaled so that I - m = s maps to a tenth of white at small Q; a pixel
/// whose largest channel exceeds white is scaled back as a whole, so that its hue stays. The constants are those of
/// astropy.visualization.make_lupton_rgb 5.2 (same bytes to one level).
/// </summary>
public static class LuptonRgb
{
    private const double White = 255;
    internal const double LinearFraction = 0.1;

    /// <summary>[y, x, 3] bytes. NaN in a channel counts as the minimum.</summary>
    /// <param name="red">[y, x].</param>
    /// <param name="green">[y, x].</param>
    /// <param name="blue">[y, x].</param>
    /// <param name="minimum">m: the level that becomes black, in all channels.</param>
    /// <param name="stretch">s: the range that is nearly linear, in units of the pixels.</param>
    /// <param name="softening">Q.</param>
    public static byte[] Render(
        ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, double minimum, double stretch, double softening)
    {
        var slope = LinearFraction * White / Math.Asinh(LinearFraction * softening);
        var rgb = new byte[red.Length * 3];
        for (var i = 0; i < red.Length; i++)
        {
            double r = Above(red[i], minimum), g = Above(green[i], minimum), b = Above(blue[i], minimum);
            var intensity = (r + g + b) / 3;
            var factor = intensity > 0 ? Math.Asinh(intensity * softening / stretch) * slope / intensity : 0;
            (r, g, b) = (Math.Max(0, r * factor), Math.Max(0, g * factor), Math.Max(0, b * factor));
            var scale = Math.Max(r, Math.Max(g, b)) > White ? White / Math.Max(r, Math.Max(g, b)) : 1;
            rgb[3 * i] = (byte)(r * scale);
            rgb[(3 * i) + 1] = (byte)(g * scale);
            rgb[(3 * i) + 2] = (byte)(b * scale);
        }

        return rgb;
    }

    private static double Above(float value, double minimum) => float.IsFinite(value) ? value - minimum : 0;
}
