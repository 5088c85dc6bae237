using System.Runtime.InteropServices;

namespace LensGrains.Imaging;

/// <summary>A model of the smooth galaxy: the median of the light on ellipses of its shape.</summary>
internal static class EllipticalModel
{
    private const int Rings = 48;

    /// <summary>The light less the model.</summary>
    public static float[] Subtract(float[] light, GalaxyShape shape)
    {
        var radii = new float[light.Length];
        var rings = Enumerable.Range(0, Rings).Select(_ => new List<float>(160)).ToArray();
        var (sin, cos) = MathF.SinCos(shape.AngleRadians);
        for (var i = 0; i < light.Length; i++)
        {
            var (dx, dy) = ((i % WorkingGrid.Size) - WorkingGrid.Center, (i / WorkingGrid.Size) - WorkingGrid.Center);
            var (along, across) = ((dx * cos) + (dy * sin), (dy * cos) - (dx * sin));
            radii[i] = MathF.Sqrt((shape.AxisRatio * along * along) + (across * across / shape.AxisRatio));
            rings[Math.Min(Rings - 1, (int)radii[i])].Add(light[i]);
        }

        var medians = Medians(rings);
        var residual = new float[light.Length];
        for (var i = 0; i < light.Length; i++)
        {
            var position = Math.Clamp(radii[i] - 0.5f, 0, Rings - 1.001f);
            var below = (int)position;
            residual[i] = light[i] - (medians[below] + ((position - below) * (medians[below + 1] - medians[below])));
        }

        return residual;
    }

    private static float[] Medians(List<float>[] rings)
    {
        var medians = new float[Rings];
        for (var ring = 0; ring < Rings; ring++)
        {
            var values = CollectionsMarshal.AsSpan(rings[ring]);
            medians[ring] = values.Length > 0 ? Selection.Select(values, values.Length / 2) : ring > 0 ? medians[ring - 1] : 0;
        }

        return medians;
    }
}
