using LensGrains.Core.Sky;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Tests;

/// <summary>
/// Fields far apart from one another: a source in the middle and three companions within half an arcminute. All features are noise but for the
/// first one of a companion, which is 3 in every other field; the source in the middle is positive there, and its own features tell nothing.
/// </summary>
internal sealed class Fields
{
    public const int Dimensions = 6;

    private const int Companions = 3;

    private readonly float[] _features;
    private readonly SkyPosition?[] _positions;

    public Fields(int count, int seed)
    {
        var random = new Random(seed);
        Count = count;
        _features = [.. Enumerable.Range(0, count * (1 + Companions) * Dimensions).Select(_ => (float)(Half)Blobs.Normal(random))];
        _positions = new SkyPosition?[count * (1 + Companions)];
        for (var field = 0; field < count; field++)
        {
            var (ra, dec) = (10 + (field % 100 * 0.05), -20 + (field / 100 * 0.05));
            _positions[field] = new SkyPosition(ra, dec);
            for (var i = 0; i < Companions; i++)
            {
                var angle = random.NextDouble() * 2 * Math.PI;
                var degrees = (5 + (20 * random.NextDouble())) / 3600;
                _positions[count + (field * Companions) + i]
                    = new SkyPosition(ra + (degrees * Math.Sin(angle) / Math.Cos(double.DegreesToRadians(dec))), dec + (degrees * Math.Cos(angle)));
            }

            if (IsPositive(field))
            {
                _features[(count + (field * Companions) + random.Next(Companions)) * Dimensions] = 3;
            }
        }
    }

    /// <summary>Fields n: keys 0 to n are the sources in their middle, companions follow.</summary>
    public int Count { get; }

    /// <summary>Everybody.</summary>
    public int[] Everybody => [.. Enumerable.Range(0, _positions.Length)];

    public FieldPool Pool => new(new FieldSky(_positions), Dimensions, (key, row) => _features.AsSpan(key * Dimensions, Dimensions).CopyTo(row));

    public bool[] Positives => [.. Enumerable.Range(0, Count).Select(IsPositive)];

    /// <summary>The sources in the middle, labelled; of companions no label is known.</summary>
    public TrainingSet Set(MemberOptions options, int? count = null)
    {
        int[] sources = [.. Enumerable.Range(0, count ?? Count)];
        return new TrainingSet(_features.AsMemory(0, sources.Length * Dimensions), Positives.AsMemory(0, sources.Length), sources)
        {
            Around = Pool.Around(sources, options.Neighbours, options.RadiusArcsec),
        };
    }

    /// <summary>Everything but the place, or the features, of somebody.</summary>
    public void Change(int key, SkyPosition? position = null, float? feature = null)
    {
        _positions[key] = position ?? _positions[key];
        _features[key * Dimensions] = feature ?? _features[key * Dimensions];
    }

    private static bool IsPositive(int field) => field % 2 == 0;
}
