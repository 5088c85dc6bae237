namespace LensGrains.Core.Sky;

/// <summary>A position on the sky, ICRS.</summary>
/// <param name="RaDeg">Right ascension in degrees; 360 and 0 are the same.</param>
/// <param name="DecDeg">Declination in degrees, -90 to 90.</param>
public readonly record struct SkyPosition(double RaDeg, double DecDeg)
{
    /// <summary>Arcsec in a degree.</summary>
    public const double ArcsecPerDegree = 3600;

    /// <summary>True for finite numbers with RA within [-360, 360] and Dec within [-90, 90].</summary>
    public static bool IsValid(double raDeg, double decDeg) => Math.Abs(raDeg) <= 360 && Math.Abs(decDeg) <= 90;

    /// <summary>
    /// Great-circle distance in arcsec by the haversine formula, good to rounding error for the small angles of a cross-match
    /// (Sinnott 1984, Sky &amp; Telescope 68, 158).
    /// </summary>
    public double SeparationArcsec(SkyPosition other)
    {
        var (dec1, dec2) = (double.DegreesToRadians(DecDeg), double.DegreesToRadians(other.DecDeg));
        var sinDec = Math.Sin((dec2 - dec1) / 2);
        var sinRa = Math.Sin(double.DegreesToRadians(other.RaDeg - RaDeg) / 2);
        var haversine = (sinDec * sinDec) + (Math.Cos(dec1) * Math.Cos(dec2) * sinRa * sinRa);
        return double.RadiansToDegrees(2 * Math.Asin(Math.Min(1, Math.Sqrt(haversine)))) * ArcsecPerDegree;
    }
}
