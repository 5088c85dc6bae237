namespace LensGrains.Imaging;

/// <summary>Means over rings around the centre.</summary>
internal static class ProfileFeatures
{
    internal static readonly int[] Edges = [1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 16, 20, 25, 30];

    public static void Add(FeatureVector vector, ArcViews views)
    {
        AddMeans(vector, "light", views.LightPolar);
        AddMeans(vector, "residual", views.ResidualPolar);
        AddMeans(vector, "blue", views.BluePolar);
    }

    private static void AddMeans(FeatureVector vector, string name, PolarMap map)
    {
        for (var ring = 0; ring + 1 < Edges.Length; ring++)
        {
            var values = map.Values.AsSpan((Edges[ring] - 1) * PolarMap.Angles, (Edges[ring + 1] - Edges[ring]) * PolarMap.Angles);
            var sum = 0.0;
            foreach (var value in values)
            {
                sum += value;
            }

            vector.AddWide($"profile.{name}.{Edges[ring]}-{Edges[ring + 1]}", sum / values.Length);
        }
    }
}
