namespace LensGrains.Imaging;

/// <summary>An image in polar coordinates around the centre: [radius, angle], radii 1, 2, ... pixels.</summary>
internal sealed class PolarMap
{
    public const int Radii = 30;
    public const int Angles = 96;

    private static readonly (int Index, float Fx, float Fy)[] Samples = MakeSamples();

    private PolarMap(float[] values) => Values = values;

    /// <summary>[radius, angle]; entry 0 is radius 1.</summary>
    public float[] Values { get; }

    public static PolarMap Of(float[] image)
    {
        const int Size = WorkingGrid.Size;
        var values = new float[Radii * Angles];
        for (var i = 0; i < values.Length; i++)
        {
            var (at, fx, fy) = Samples[i];
            var upper = image[at] + (fx * (image[at + 1] - image[at]));
            var lower = image[at + Size] + (fx * (image[at + Size + 1] - image[at + Size]));
            values[i] = upper + (fy * (lower - upper));
        }

        return new PolarMap(values);
    }

    public ReadOnlySpan<float> Ring(int radius) => Values.AsSpan((radius - 1) * Angles, Angles);

    private static (int, float, float)[] MakeSamples()
    {
        var samples = new (int, float, float)[Radii * Angles];
        for (var i = 0; i < samples.Length; i++)
        {
            var radius = 1 + (i / Angles);
            var (sin, cos) = Math.SinCos(2 * Math.PI * (i % Angles + 0.5) / Angles);
            var (x, y) = (WorkingGrid.Center + (radius * cos), WorkingGrid.Center + (radius * sin));
            samples[i] = (((int)y * WorkingGrid.Size) + (int)x, (float)(x - (int)x), (float)(y - (int)y));
        }

        return samples;
    }
}
