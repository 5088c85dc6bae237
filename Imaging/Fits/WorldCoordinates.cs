namespace LensGrains.Imaging.Fits;

/// <summary>
/// The linear part of the world coordinates and the gnomonic projection (Calabretta and Greisen 2002, A&amp;A 395, 1077,
/// sections 2.1 and 5.1.3): pixel scale, and the sky position of a pixel. Distortions (SIP, TPV) are not applied; over a
/// cutout they move the centre by less than a pixel.
/// </summary>
internal sealed record WorldCoordinates(
    double ReferenceX, double ReferenceY, double ReferenceRaDeg, double ReferenceDecDeg,
    double M11, double M12, double M21, double M22, bool IsGnomonic)
{
    private const double DegreesToRadians = Math.PI / 180;
    private const double ArcsecPerDegree = 3600;

    /// <summary>Side of a pixel in arcseconds: the square root of the matrix' determinant.</summary>
    public double PixelScaleArcsec => Math.Sqrt(Math.Abs((M11 * M22) - (M12 * M21))) * ArcsecPerDegree;

    /// <summary>Reads CD, or PC (either spelling) with CDELT, or CDELT with CROTA2; null where there is no such thing.</summary>
    public static WorldCoordinates? From(FitsCards cards)
    {
        var (m11, m12, m21, m22) = Matrix(cards);
        if (m11 is not { } a || m22 is not { } d || (a * d) - (m12 * m21) == 0)
        {
            return null;
        }

        var type = cards.Text("CTYPE1") ?? string.Empty;
        return new WorldCoordinates(
            cards.Number("CRPIX1") ?? 0, cards.Number("CRPIX2") ?? 0, cards.Number("CRVAL1") ?? 0, cards.Number("CRVAL2") ?? 0,
            a, m12, m21, d, type.StartsWith("RA-", StringComparison.Ordinal) && type.Contains("TAN", StringComparison.Ordinal));
    }

    /// <summary>Right ascension and declination in degrees of a pixel (1-based, as FITS counts); null where the projection is another.</summary>
    public (double RaDeg, double DecDeg)? Sky(double x, double y)
    {
        if (!IsGnomonic)
        {
            return null;
        }

        var (dx, dy) = (x - ReferenceX, y - ReferenceY);
        var xi = ((M11 * dx) + (M12 * dy)) * DegreesToRadians;
        var eta = ((M21 * dx) + (M22 * dy)) * DegreesToRadians;
        var (sin0, cos0) = Math.SinCos(ReferenceDecDeg * DegreesToRadians);
        var denominator = cos0 - (eta * sin0);
        var ra = (ReferenceRaDeg * DegreesToRadians) + Math.Atan2(xi, denominator);
        var dec = Math.Atan2(sin0 + (eta * cos0), Math.Sqrt((xi * xi) + (denominator * denominator)));
        return (((ra / DegreesToRadians % 360) + 360) % 360, dec / DegreesToRadians);
    }

    private static (double? M11, double M12, double M21, double? M22) Matrix(FitsCards cards)
    {
        if (cards.Number("CD1_1", "CD1_2") is not null)
        {
            return (cards.Number("CD1_1") ?? 0, cards.Number("CD1_2") ?? 0, cards.Number("CD2_1") ?? 0, cards.Number("CD2_2") ?? 0);
        }

        if (cards.Number("CDELT1") is not { } scale1 || cards.Number("CDELT2") is not { } scale2)
        {
            return (null, 0, 0, null);
        }

        var (sin, cos) = Math.SinCos((cards.Number("CROTA2") ?? 0) * DegreesToRadians);
        var p11 = cards.Number("PC1_1", "PC001001") ?? cos;
        var p12 = cards.Number("PC1_2", "PC001002") ?? (-sin * scale2 / scale1);
        var p21 = cards.Number("PC2_1", "PC002001") ?? (sin * scale1 / scale2);
        var p22 = cards.Number("PC2_2", "PC002002") ?? cos;
        return (scale1 * p11, scale1 * p12, scale2 * p21, scale2 * p22);
    }
}
