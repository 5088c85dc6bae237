namespace LensGrains.Imaging;

/// <summary>Colours, moments and symmetry of the whole cutout.</summary>
internal static class GlobalFeatures
{
    private static readonly (string Name, float Inner, float Outer)[] Zones =
        [("core", 0, 3), ("inner", 3, 7), ("middle", 7, 12), ("outer", 12, 20)];

    private static readonly float[] Radii = [.. Enumerable.Range(0, WorkingGrid.Size * WorkingGrid.Size).Select(RadiusOf)];

    public static void Add(FeatureVector vector, ArcViews views)
    {
        var grid = views.Grid;
        foreach (var (name, inner, outer) in Zones)
        {
            var blue = Sum(grid.Blue, inner, outer);
            var middle = Sum(grid.Middle, inner, outer);
            var red = Sum(grid.Red, inner, outer);
            vector.Add($"color.{name}.blue-red", Contrast(blue, red));
            vector.Add($"color.{name}.blue-middle", Contrast(blue, middle));
        }

        vector.Add("shape.axis-ratio", views.Shape.AxisRatio);
        vector.Add("shape.size", views.Shape.Sigma / 4);
        Symmetry(vector, "light", views.Light);
        Symmetry(vector, "blue", grid.Blue);
        Concentration(vector, views.Light);
    }

    private static double Contrast(double a, double b) => (a - b) / (Math.Abs(a) + Math.Abs(b) + 10);

    private static double Sum(float[] plane, float inner, float outer)
    {
        var sum = 0.0;
        for (var i = 0; i < plane.Length; i++)
        {
            var radius = Radii[i];
            sum += radius >= inner && radius < outer ? plane[i] : 0;
        }

        return sum;
    }

    private static float RadiusOf(int index)
    {
        var (dx, dy) = ((index % WorkingGrid.Size) - WorkingGrid.Center, (index / WorkingGrid.Size) - WorkingGrid.Center);
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }

    /// <summary>Rotation asymmetries (Conselice 2003, ApJS 147, 1) within 24 pixels.</summary>
    private static void Symmetry(FeatureVector vector, string name, float[] plane)
    {
        const int Size = WorkingGrid.Size;
        double half = 0, quarter = 0, sum = 0;
        for (var i = 0; i < plane.Length; i++)
        {
            if (Radii[i] <= 24)
            {
                var (x, y) = (i % Size, i / Size);
                half += Math.Abs(plane[i] - plane[plane.Length - 1 - i]);
                quarter += Math.Abs(plane[i] - plane[((Size - 1 - x) * Size) + y]);
                sum += Math.Abs(plane[i]);
            }
        }

        vector.Add($"asymmetry.{name}.half", half / (sum + 1));
        vector.Add($"asymmetry.{name}.quarter", quarter / (sum + 1));
    }

    private static void Concentration(FeatureVector vector, float[] light)
    {
        double[] within = new double[25];
        for (var i = 0; i < light.Length; i++)
        {
            var radius = Radii[i];
            if (radius < 25)
            {
                within[(int)radius] += light[i];
            }
        }

        var total = Math.Max(within.Sum(), 1e-3);
        vector.Add("light.total", Math.Log10(1 + Math.Max(0, total)));
        var running = 0.0;
        for (var radius = 0; radius < 24; radius++)
        {
            running += within[radius];
            if (radius is 2 or 4 or 7 or 11 or 16)
            {
                vector.Add($"light.within-{radius + 1}", running / total);
            }
        }
    }
}
