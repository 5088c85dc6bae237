using System.Collections.Immutable;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Catalogs;

/// <summary>
/// What a catalogue knows of one source: one JSON line, schema version 1. Fields that are not known are absent.
/// New fields are only ever added at the end, and a reader ignores those it does not know.
/// </summary>
/// <param name="Id">Dense in nothing, unique in the catalogue: <see cref="Slug.SourceIdFor"/> of the name.</param>
/// <param name="Name">What the user wrote.</param>
/// <param name="Version">1 at first ingest, one more for every change of content under the same id.</param>
/// <param name="Files">The image files by band, by reference; empty where only an embedding was imported.</param>
/// <param name="RaDeg">Right ascension, ICRS, degrees, 0 to 360.</param>
/// <param name="DecDeg">Declination, ICRS, degrees, -90 to 90.</param>
/// <param name="Survey">Survey or programme, as the header or manifest names it.</param>
/// <param name="Instrument">Camera, as the header or manifest names it.</param>
/// <param name="Bands">Per band: zero point, PSF, noise; in the order of the files.</param>
/// <param name="PixelScaleArcsec">Arcsec per pixel.</param>
/// <param name="Redshift">Redshift of the (candidate) lens.</param>
/// <param name="Magnitude">Magnitude in the manifest's own band.</param>
/// <param name="Columns">Further columns of the manifest, as text, by their own names.</param>
/// <param name="ContentHash">SHA-256 over the files' hashes and the fields above, lower-case hex: equal means nothing changed.</param>
[GenerateSerializer, Immutable, Alias("source-row")]
public sealed record SourceRow(
    SourceId Id,
    string Name,
    int Version,
    ImmutableArray<SourceFile> Files,
    double? RaDeg,
    double? DecDeg,
    string? Survey,
    string? Instrument,
    ImmutableArray<BandInfo> Bands,
    double? PixelScaleArcsec,
    double? Redshift,
    double? Magnitude,
    ImmutableSortedDictionary<string, string> Columns,
    string ContentHash)
{
    /// <summary>The version of the schema that these fields follow.</summary>
    public const int Schema = 1;
}

/// <summary>One file of a source.</summary>
/// <param name="Band">Band, or the part that the grouping rule found (<c>science</c>, <c>template</c>, …); empty where the file has no such part.</param>
/// <param name="Path">Full path; the file stays where it is.</param>
/// <param name="Hdu">Header-data unit, from 0; null for the first one that holds an image.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="ModifiedUtcTicks">Last write, in 100 ns ticks of UTC: together with the length a quick sign that nothing changed.</param>
/// <param name="Sha256">Hash of the file's bytes, lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("source-file")]
public sealed record SourceFile(string Band, string Path, int? Hdu, long Bytes, long ModifiedUtcTicks, string Sha256);

/// <summary>What is known of a source's image in one band.</summary>
/// <param name="Band">Name of the band.</param>
/// <param name="ZeroPoint">AB magnitude of one count (per second where the image is in counts per second).</param>
/// <param name="PsfFwhmArcsec">Full width at half maximum of the point-spread function, arcsec.</param>
/// <param name="SkyNoise">Standard deviation of the sky per pixel, in the image's own units.</param>
[GenerateSerializer, Immutable, Alias("band-info")]
public sealed record BandInfo(string Band, double? ZeroPoint, double? PsfFwhmArcsec, double? SkyNoise);
