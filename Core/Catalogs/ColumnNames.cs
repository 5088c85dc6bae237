namespace LensGrains.Core.Catalogs;

/// <summary>
/// Which column of somebody's table means what. Case, units in brackets (<c>RA [deg]</c>), blanks, dashes and underscores do
/// not matter; of several columns that fit, the one whose meaning stands first in the list is taken.
/// </summary>
public static class ColumnNames
{
    public static readonly IReadOnlyList<string> Name = ["name", "id", "sourceid", "objectid", "objid", "object", "source", "code", "targetid", "specobjid", "zooid"];
    public static readonly IReadOnlyList<string> Ra = ["ra", "radeg", "raj2000", "rajdeg", "rightascension", "alpha", "alphaj2000", "raicrs"];
    public static readonly IReadOnlyList<string> Dec = ["dec", "decdeg", "dej2000", "decj2000", "dejdeg", "declination", "delta", "deltaj2000", "deicrs"];
    public static readonly IReadOnlyList<string> Grade = ["grade", "expertgrade", "grading", "score", "rank", "class", "flag"];
    public static readonly IReadOnlyList<string> Redshift = ["redshift", "z", "zlens", "zspec", "zgal", "lensz", "zphot"];
    public static readonly IReadOnlyList<string> Magnitude = ["magnitude", "mag", "magauto", "imag", "magi", "rmag", "modelmagr"];
    public static readonly IReadOnlyList<string> Path = ["path", "file", "filename", "image"];
    public static readonly IReadOnlyList<string> Survey = ["survey"];
    public static readonly IReadOnlyList<string> Instrument = ["instrument", "camera"];
    public static readonly IReadOnlyList<string> PixelScale = ["pixelscale", "pixscale", "pixelscalearcsec"];

    /// <summary>The index of the column that means one of <paramref name="meanings"/>, or -1.</summary>
    public static int Find(IReadOnlyList<string> header, IReadOnlyList<string> meanings)
    {
        foreach (var meaning in meanings)
        {
            for (var i = 0; i < header.Count; i++)
            {
                if (Normalize(header[i]) == meaning)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>The part after a prefix such as <c>path_</c> in its own case (<c>path_g</c> gives <c>g</c>), or null.</summary>
    public static string? BandOf(string column, string prefix)
        => column.Length > prefix.Length && column.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? column[prefix.Length..].Trim() : null;

    private static string Normalize(string column)
    {
        var bracket = column.IndexOfAny(['[', '(']);
        var bare = bracket > 0 ? column[..bracket] : column;
        return string.Concat(bare.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
    }
}
