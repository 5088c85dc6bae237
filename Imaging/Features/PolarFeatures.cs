using System.Numerics.Tensors;

namespace LensGrains.Imaging;

/// <summary>What rings around the centre hold beside their mean: contrast, waves, and the direction of gradients.</summary>
internal static class PolarFeatures
{
    private const int Bins = 5;
    private const int Waves = 4;
    private static readonly (double Sin, double Cos)[] Phases =
        [.. Enumerable.Range(0, PolarMap.Angles).Select(angle => Math.SinCos(2 * Math.PI * angle / PolarMap.Angles))];

    private static readonly double[] BinEdges = [.. Enumerable.Range(1, Bins - 1).Select(bin => Math.Tan(Math.PI / 2 * bin / Bins))];

    private static readonly (int From, int To)[] Zones = [(2, 5), (5, 8), (8, 12), (12, 18), (18, 29)];

    public static void Add(FeatureVector vector, string name, PolarMap map)
    {
        foreach (var (from, to) in Zones)
        {
            var zone = $"{name}.{from}-{to}";
            AddContrast(vector, zone, map, from, to);
            AddWaves(vector, zone, map, from, to);
            AddGradients(vector, zone, map, from, to);
        }
    }

    private static void AddContrast(FeatureVector vector, string zone, PolarMap map, int from, int to)
    {
        var values = map.Values.AsSpan((from - 1) * PolarMap.Angles, (to - from) * PolarMap.Angles).ToArray();
        Array.Sort(values);
        vector.AddWide($"contrast.{zone}.p10", Limits.Quantile(values, 0.10));
        vector.AddWide($"contrast.{zone}.p90", Limits.Quantile(values, 0.90));
        vector.AddWide($"contrast.{zone}.max", values[^3]);
    }

    /// <summary>Power of the azimuthal waves 1 to 4 of the mean over the zone, each over the noise of such a mean.</summary>
    private static void AddWaves(FeatureVector vector, string zone, PolarMap map, int from, int to)
    {
        Span<float> means = stackalloc float[PolarMap.Angles];
        means.Clear();
        for (var radius = from; radius < to; radius++)
        {
            TensorPrimitives.Add(means, map.Ring(radius), means);
        }

        for (var wave = 1; wave <= Waves; wave++)
        {
            double cos = 0, sin = 0;
            for (var angle = 0; angle < PolarMap.Angles; angle++)
            {
                var (s, c) = Phases[angle * wave % PolarMap.Angles];
                cos += means[angle] * c;
                sin += means[angle] * s;
            }

            vector.AddWide($"wave.{zone}.{wave}", Math.Sqrt((cos * cos) + (sin * sin)) / (PolarMap.Angles * (to - from)));
        }
    }

    /// <summary>
    /// Gradient orientation relative to the centre, folded to 0 (radial: the edge of an arc) to 90 degrees (tangential: a
    /// spoke), weighted by strength; then how strong the gradients are, and how much the two mirror images differ (spirals).
    /// </summary>
    private static void AddGradients(FeatureVector vector, string zone, PolarMap map, int from, int to)
    {
        Span<double> histogram = stackalloc double[Bins];
        double total = 0, twist = 0;
        for (var radius = Math.Max(2, from); radius < Math.Min(to, PolarMap.Radii); radius++)
        {
            var inner = map.Ring(radius - 1);
            var ring = map.Ring(radius);
            var outer = map.Ring(radius + 1);
            for (var angle = 0; angle < PolarMap.Angles; angle++)
            {
                var radial = (outer[angle] - inner[angle]) / 2;
                var arc = 4 * Math.PI * radius / PolarMap.Angles;
                var tangential = (ring[(angle + 1) % PolarMap.Angles] - ring[(angle + PolarMap.Angles - 1) % PolarMap.Angles]) / arc;
                var strength = Math.Sqrt((radial * radial) + (tangential * tangential)) * radius;
                histogram[BinOf(Math.Abs(tangential), Math.Abs(radial))] += strength;
                twist += strength > 0 ? radial * tangential * radius * radius / strength : 0;
                total += strength;
            }
        }

        for (var bin = 0; bin < Bins; bin++)
        {
            vector.Add($"gradient.{zone}.{bin}", histogram[bin] / (total + 1e-3));
        }

        vector.AddWide($"gradient.{zone}.strength", total / (PolarMap.Angles * (to - from) * (from + to) / 2.0));
        vector.Add($"gradient.{zone}.twist", Math.Abs(twist) / (total + 1e-3));
    }

    /// <summary>
    /// The fifth of the right angle in which the direction lies: comparing with the tangents of its edges takes a fraction of the time
    /// of an arc tangent, which decides only where rounding could matter.
    /// </summary>
    internal static int BinOf(double tangential, double radial)
    {
        const double Doubt = 1e-9;
        var bin = 0;
        foreach (var edge in BinEdges)
        {
            var over = tangential - (edge * radial);
            if (Math.Abs(over) <= Doubt * tangential)
            {
                return Math.Min((int)(Math.Atan2(tangential, radial) / (Math.PI / 2) * Bins), Bins - 1);
            }

            bin += over > 0 ? 1 : 0;
        }

        return bin;
    }
}
