namespace LensGrains.Imaging;

/// <summary>A connected piece of an image above a threshold, measured around the centre of the cutout.</summary>
internal sealed class Blob
{
    private const int Size = WorkingGrid.Size;
    private const int AngleBins = 48;

    private Blob(List<int> pixels, float[] image)
    {
        Pixels = pixels;
        double sum = 0, radius = 0, cos = 0, sin = 0;
        var bins = new bool[AngleBins];
        foreach (var pixel in pixels)
        {
            var (r, angle) = Polar(pixel);
            sum += image[pixel];
            radius += image[pixel] * r;
            cos += image[pixel] * Math.Cos(angle);
            sin += image[pixel] * Math.Sin(angle);
            bins[(int)((angle + Math.PI) / (2 * Math.PI) * AngleBins) % AngleBins] = true;
        }

        Flux = sum;
        MeanRadius = radius / sum;
        MeanAngle = Math.Atan2(sin, cos);
        AngleCovered = 2 * Math.PI * bins.Count(covered => covered) / AngleBins;
        RadialWidth = Math.Sqrt(pixels.Sum(pixel => image[pixel] * Math.Pow(Radius(pixel) - MeanRadius, 2)) / sum);
        TangentialLength = Math.Sqrt(pixels.Sum(pixel => image[pixel] * Math.Pow(Along(pixel), 2)) / sum);
    }

    public List<int> Pixels { get; }

    public double Flux { get; }

    public double MeanRadius { get; }

    public double MeanAngle { get; }

    public double AngleCovered { get; }

    /// <summary>Standard deviation across the ring, pixels.</summary>
    public double RadialWidth { get; }

    /// <summary>Standard deviation along the ring, pixels.</summary>
    public double TangentialLength { get; }

    public static List<Blob> Find(float[] image, float threshold, float innerRadius, float outerRadius)
    {
        var seen = new bool[image.Length];
        var blobs = new List<Blob>();
        for (var start = 0; start < image.Length; start++)
        {
            if (!seen[start] && IsIn(start))
            {
                blobs.Add(new Blob(Flood(start), image));
            }
        }

        return blobs;

        bool IsIn(int pixel) => image[pixel] > threshold && Radius(pixel) is var r && r >= innerRadius && r <= outerRadius;

        List<int> Flood(int start)
        {
            var found = new List<int> { start };
            seen[start] = true;
            for (var next = 0; next < found.Count; next++)
            {
                var (x, y) = (found[next] % Size, found[next] / Size);
                for (var v = Math.Max(0, y - 1); v <= Math.Min(Size - 1, y + 1); v++)
                {
                    for (var u = Math.Max(0, x - 1); u <= Math.Min(Size - 1, x + 1); u++)
                    {
                        var neighbour = (v * Size) + u;
                        if (!seen[neighbour] && IsIn(neighbour))
                        {
                            seen[neighbour] = true;
                            found.Add(neighbour);
                        }
                    }
                }
            }

            return found;
        }
    }

    /// <summary>Colour contrast (a - b) / (a + b) over the piece.</summary>
    public double Mean(float[] a, float[] b)
    {
        var (sumA, sumB) = (Pixels.Sum(pixel => (double)a[pixel]), Pixels.Sum(pixel => (double)b[pixel]));
        return (sumA - sumB) / (Math.Abs(sumA) + Math.Abs(sumB) + 1);
    }

    private static (double Radius, double Angle) Polar(int pixel)
    {
        var (dx, dy) = ((pixel % Size) - WorkingGrid.Center, (pixel / Size) - WorkingGrid.Center);
        return (Radius(pixel), Math.Atan2(dy, dx));
    }

    private static double Radius(int pixel)
    {
        var (dx, dy) = ((pixel % Size) - WorkingGrid.Center, (pixel / Size) - WorkingGrid.Center);
        return Math.Sqrt((dx * dx) + (dy * dy));
    }

    private double Along(int pixel)
    {
        var (radius, angle) = Polar(pixel);
        return radius * Math.IEEERemainder(angle - MeanAngle, 2 * Math.PI);
    }
}
