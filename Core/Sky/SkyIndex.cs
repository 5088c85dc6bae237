namespace LensGrains.Core.Sky;

/// <summary>One hit of a position search.</summary>
/// <param name="Key">What the position belongs to, such as an ordinal.</param>
/// <param name="SeparationArcsec">Distance from the position asked for.</param>
public readonly record struct SkyMatch(int Key, double SeparationArcsec);

/// <summary>One hit of a position search, with where it is.</summary>
/// <param name="Key">What the position belongs to.</param>
/// <param name="Position">The position, its right ascension from 0 to 360°.</param>
/// <param name="SeparationArcsec">Distance from the position asked for.</param>
public readonly record struct SkyPlace(int Key, SkyPosition Position, double SeparationArcsec);

/// <summary>
/// Positions sorted into zones of declination and by right ascension within each (Gray et al. 2004, MSR-TR-2004-32):
/// a search looks only at the zones and the stretch of RA that the circle can touch. 20 bytes a position.
/// </summary>
public sealed class SkyIndex
{
    private const int ZonesPerDegree = 120;
    private const int Zones = 180 * ZonesPerDegree;

    private readonly double[] _ra;
    private readonly double[] _dec;
    private readonly int[] _keys;
    private readonly int[] _zoneStarts = new int[Zones + 1];

    /// <summary>Indexes positions with their keys.</summary>
    public SkyIndex(IReadOnlyCollection<(SkyPosition Position, int Key)> positions)
    {
        var sorted = positions.Select(p => (Zone: Zone(p.Position.DecDeg), Ra: Wrap(p.Position.RaDeg), Dec: p.Position.DecDeg, p.Key)).ToArray();
        Array.Sort(sorted, (a, b) => a.Zone != b.Zone ? a.Zone.CompareTo(b.Zone) : a.Ra != b.Ra ? a.Ra.CompareTo(b.Ra) : a.Key.CompareTo(b.Key));
        _ra = [.. sorted.Select(p => p.Ra)];
        _dec = [.. sorted.Select(p => p.Dec)];
        _keys = [.. sorted.Select(p => p.Key)];
        foreach (var p in sorted)
        {
            _zoneStarts[p.Zone + 1]++;
        }

        for (var zone = 0; zone < Zones; zone++)
        {
            _zoneStarts[zone + 1] += _zoneStarts[zone];
        }
    }

    /// <summary>Number of positions.</summary>
    public int Count => _keys.Length;

    /// <summary>Everything within <paramref name="radiusArcsec"/> of the centre (the rim included), nearest first; ties by key.</summary>
    public IReadOnlyList<SkyMatch> Within(SkyPosition center, double radiusArcsec)
        => [.. PlacesWithin(center, radiusArcsec).Select(place => new SkyMatch(place.Key, place.SeparationArcsec))];

    /// <summary>The same with the positions.</summary>
    public IReadOnlyList<SkyPlace> PlacesWithin(SkyPosition center, double radiusArcsec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radiusArcsec);
        var radius = radiusArcsec / SkyPosition.ArcsecPerDegree;
        var halfRa = HalfWidthRa(center.DecDeg, radius);
        var ra = Wrap(center.RaDeg);
        var hits = new List<SkyPlace>();
        for (var zone = Zone(center.DecDeg - radius); zone <= Zone(center.DecDeg + radius); zone++)
        {
            if (halfRa >= 180)
            {
                Collect(zone, 0, 360, center, radiusArcsec, hits);
                continue;
            }

            Collect(zone, Math.Max(0, ra - halfRa), Math.Min(360, ra + halfRa), center, radiusArcsec, hits);
            if (ra - halfRa < 0)
            {
                Collect(zone, ra - halfRa + 360, 360, center, radiusArcsec, hits);
            }
            else if (ra + halfRa > 360)
            {
                Collect(zone, 0, ra + halfRa - 360, center, radiusArcsec, hits);
            }
        }

        hits.Sort((a, b) => a.SeparationArcsec != b.SeparationArcsec ? a.SeparationArcsec.CompareTo(b.SeparationArcsec) : a.Key.CompareTo(b.Key));
        return hits;
    }

    /// <summary>
    /// Half the range of RA, degrees, that a circle of this radius spans: asin(sin r / cos dec), and everything where it
    /// holds a pole. A little is added so that rounding never loses the rim.
    /// </summary>
    private static double HalfWidthRa(double dec, double radius)
    {
        if (Math.Abs(dec) + radius >= 90 - 1e-9)
        {
            return 180;
        }

        var sine = Math.Sin(double.DegreesToRadians(radius)) / Math.Cos(double.DegreesToRadians(dec));
        return (double.RadiansToDegrees(Math.Asin(Math.Min(1, sine))) * (1 + 1e-9)) + 1e-9;
    }

    private void Collect(int zone, double fromRa, double toRa, SkyPosition center, double radiusArcsec, List<SkyPlace> hits)
    {
        var (start, end) = (_zoneStarts[zone], _zoneStarts[zone + 1]);
        for (var i = LowerBound(start, end, fromRa); i < end && _ra[i] <= toRa; i++)
        {
            var place = new SkyPosition(_ra[i], _dec[i]);
            var separation = center.SeparationArcsec(place);
            if (separation <= radiusArcsec)
            {
                hits.Add(new SkyPlace(_keys[i], place, separation));
            }
        }
    }

    private int LowerBound(int start, int end, double ra)
    {
        while (start < end)
        {
            var middle = (start + end) / 2;
            if (_ra[middle] < ra)
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }

    private static int Zone(double dec) => Math.Clamp((int)Math.Floor((dec + 90) * ZonesPerDegree), 0, Zones - 1);

    private static double Wrap(double ra) => ra < 0 ? ra + 360 : ra >= 360 ? ra - 360 : ra;
}
