using LensGrains.Core.Sky;

namespace LensGrains.Learning.Networks;

/// <summary>
/// Who is near whom on the sky: for every source its k nearest others within a radius, with where they lie as seen from it. A source
/// without a position has no neighbours and is nobody's.
/// </summary>
public sealed class FieldNeighbours
{
    private readonly int[] _keys;
    private readonly float[] _offsets;
    private readonly bool[] _present;
    private int[]? _distinct;

    private FieldNeighbours(int sources, int most, double radiusArcsec)
    {
        (Sources, Most, RadiusArcsec) = (sources, most, radiusArcsec);
        _keys = new int[sources * most];
        _offsets = new float[sources * most * 2];
        _present = new bool[sources * most];
    }

    /// <summary>Number of sources n.</summary>
    public int Sources { get; }

    /// <summary>Most neighbours k of a source.</summary>
    public int Most { get; }

    /// <summary>How far neighbours are looked for.</summary>
    public double RadiusArcsec { get; }

    /// <summary>Everybody who is a neighbour, each once, ascending.</summary>
    public IReadOnlyList<int> Keys => _distinct ??= [.. _keys.Where((_, slot) => _present[slot]).Distinct().Order()];

    /// <summary>[n, k, 2] arcsec towards east and north; 0 where there is none.</summary>
    internal ReadOnlySpan<float> Offsets => _offsets;

    /// <summary>[n, k]; whether there is one.</summary>
    internal ReadOnlySpan<bool> Present => _present;

    /// <summary>Finds the neighbours of all sources among themselves, by row; ties in distance go to the lower row.</summary>
    /// <param name="positions">[n]; null: not known.</param>
    /// <param name="most">k, 1 or more.</param>
    /// <param name="radiusArcsec">Greatest distance, the rim included, up to 90°.</param>
    public static FieldNeighbours Of(IReadOnlyList<SkyPosition?> positions, int most, double radiusArcsec)
        => new FieldSky(positions).Around([.. Enumerable.Range(0, positions.Count)], most, radiusArcsec);

    /// <summary>Finds the neighbours of some sources in a sky, which may hold many more; ties in distance go to the lower key.</summary>
    /// <param name="sky">Who is where.</param>
    /// <param name="sources">[n] keys.</param>
    /// <param name="most">k, 1 or more.</param>
    /// <param name="radiusArcsec">Greatest distance, the rim included, up to 90°.</param>
    internal static FieldNeighbours Of(FieldSky sky, IReadOnlyList<int> sources, int most, double radiusArcsec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(radiusArcsec);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusArcsec, 90 * SkyPosition.ArcsecPerDegree);
        var found = new FieldNeighbours(sources.Count, most, radiusArcsec);
        Parallel.For(0, sources.Count, row =>
        {
            if (sky.PositionOf(sources[row]) is { } centre)
            {
                var near = sky.Index.PlacesWithin(centre, radiusArcsec).Where(place => place.Key != sources[row] && sky.Has(place.Key));
                found.Fill(row, centre, near.Take(most));
            }
        });
        return found;
    }

    /// <summary>The keys of a source's neighbours, nearest first.</summary>
    public IReadOnlyList<int> Of(int source)
        => [.. Enumerable.Range(source * Most, Most).Where(slot => _present[slot]).Select(slot => _keys[slot])];

    /// <summary>Where a source's neighbour number <paramref name="neighbour"/> lies: arcsec towards east and north along the great circle.</summary>
    public (double EastArcsec, double NorthArcsec) Offset(int source, int neighbour)
    {
        var slot = (source * Most) + neighbour;
        return (_offsets[2 * slot], _offsets[(2 * slot) + 1]);
    }

    /// <summary>[n, k] places of the neighbours in <paramref name="keys"/>, which ascend and hold them all; 0 where there is none.</summary>
    internal long[] PlacesIn(IReadOnlyList<int> keys)
    {
        int[] sorted = [.. keys];
        return [.. _keys.Select((key, slot) => _present[slot] ? (long)Array.BinarySearch(sorted, key) : 0)];
    }

    private void Fill(int row, SkyPosition centre, IEnumerable<SkyPlace> places)
    {
        var slot = row * Most;
        foreach (var place in places)
        {
            var angle = PositionAngle(centre, place.Position);
            _keys[slot] = place.Key;
            _offsets[2 * slot] = (float)(place.SeparationArcsec * Math.Sin(angle));
            _offsets[(2 * slot) + 1] = (float)(place.SeparationArcsec * Math.Cos(angle));
            _present[slot] = true;
            slot++;
        }
    }

    /// <summary>
    /// From north through east, radians: tan PA = sin Δα cos δ₂ / (cos δ₁ sin δ₂ − sin δ₁ cos δ₂ cos Δα), whose divisor is written
    /// sin(δ₂ − δ₁) + 2 sin δ₁ cos δ₂ sin²(Δα/2) so that it stays exact for small angles.
    /// </summary>
    private static double PositionAngle(SkyPosition from, SkyPosition to)
    {
        var (dec1, dec2) = (double.DegreesToRadians(from.DecDeg), double.DegreesToRadians(to.DecDeg));
        var ra = double.DegreesToRadians(to.RaDeg - from.RaDeg);
        var half = Math.Sin(ra / 2);
        return Math.Atan2(
            Math.Sin(ra) * Math.Cos(dec2), Math.Sin(dec2 - dec1) + (2 * Math.Sin(dec1) * Math.Cos(dec2) * half * half));
    }
}
