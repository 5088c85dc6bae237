namespace LensGrains.Imaging;

/// <summary>One file of a source.</summary>
/// <param name="Path">The file, taken literally (no cfitsio or libvips file-name syntax).</param>
/// <param name="Band">The band it holds; null takes the names from the file.</param>
/// <param name="Hdu">FITS only: the number of the header-data unit, 0 for the primary; null chooses by rule.</param>
public sealed record BandFile(string Path, string? Band = null, int? Hdu = null);
