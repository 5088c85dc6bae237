using System.Numerics.Tensors;

namespace LensGrains.Imaging;

/// <summary>The level and noise of the empty sky in one band.</summary>
/// <param name="Level">Median of the sky pixels.</param>
/// <param name="Sigma">Their standard deviation, from the median absolute deviation; at least a tiny positive number.</param>
public readonly record struct SkyStatistics(float Level, float Sigma)
{
    private const float MadToSigma = 1.4826f;
    private const float BorderFraction = 0.1f;
    private const float SmallestRelativeSigma = 1e-6f;

    /// <summary>Measured on the outer frame, a tenth of the side wide, after clipping at three sigma.</summary>
    /// <param name="plane">[y, x].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static SkyStatistics OfBorder(ReadOnlySpan<float> plane, int width, int height)
    {
        var margin = Math.Max(1, (int)(Math.Min(width, height) * BorderFraction));
        var border = new List<float>(4 * margin * Math.Max(width, height));
        for (var y = 0; y < height; y++)
        {
            var isEdgeRow = y < margin || y >= height - margin;
            for (var x = 0; x < width; x++)
            {
                var value = plane[(y * width) + x];
                if ((isEdgeRow || x < margin || x >= width - margin) && float.IsFinite(value))
                {
                    border.Add(value);
                }
            }
        }

        return border.Count > 0 ? Of([.. border]) : Of(Limits.SortedFinite(plane));
    }

    private static SkyStatistics Of(float[] values)
    {
        if (values.Length == 0)
        {
            return new SkyStatistics(0, 1);
        }

        var first = Robust(values);
        var kept = Array.FindAll(values, value => Math.Abs(value - first.Level) <= 3 * first.Sigma);
        return kept.Length > 0 ? Robust(kept) : first;
    }

    private static SkyStatistics Robust(float[] values)
    {
        var (lowest, highest) = (TensorPrimitives.Min<float>(values), TensorPrimitives.Max<float>(values));
        var median = Selection.Select(values, values.Length / 2);
        var deviations = Array.ConvertAll(values, value => Math.Abs(value - median));
        var smallest = Math.Max(SmallestRelativeSigma * Math.Max(Math.Abs(lowest), Math.Abs(highest)), float.Epsilon * 1e6f);
        return new SkyStatistics(median, Math.Max(MadToSigma * Selection.Select(deviations, deviations.Length / 2), smallest));
    }
}
