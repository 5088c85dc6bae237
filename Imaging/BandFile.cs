namespace LensGrains.Imaging;

/// <summary>One file of a source.</summary>
/// <param name="Path">The file, taken literally (no cfitsio or libvips file-name syntax).</param>
/// <param name="Band">The band it holds; null takes the names from the file.</param>
/// <param name="Hdu">FITS only: the number of the header-data unit, 0 for the primary; null chooses by rule.</param>
public sealed record BandFile(string Path, string? Band = null, int? Hdu = null);

/// <summary>One file of a source that is in memory already, such as a member of an archive.</summary>
/// <param name="Name">What reasons call it.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Band">The band it holds; null takes the names from the file.</param>
public sealed record BandBytes(string Name, byte[] Bytes, string? Band = null);
