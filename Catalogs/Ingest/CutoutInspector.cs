using System.Collections.Immutable;
using LensGrains.Core.Catalogs;
using LensGrains.Imaging;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Reads cutouts with the readers of Imaging and computes the hand-crafted features. Safe from many threads.</summary>
public sealed class CutoutInspector(ImageLimits limits) : ICutoutInspector
{
    public string FeatureProvenance => Features.Version;

    public int FeatureDimension => Features.Dimensions;

    /// <inheritdoc/>
    public CutoutFacts Inspect(ImmutableArray<SourceFile> files, FeatureWish features)
    {
        var outcome = CutoutReader.Read([.. files.Select(f => new BandFile(f.Path, f.Band.Length > 0 ? f.Band : null, f.Hdu))], limits, CancellationToken.None);
        if (!outcome.IsRead)
        {
            throw new CutoutRejectedException(outcome.Fault.Code, outcome.Fault.Reason);
        }

        var (cutout, header) = (outcome.Cutout, outcome.Cutout.Header);
        return new CutoutFacts(
            header.RaDeg,
            header.DecDeg,
            header.Survey,
            header.Instrument,
            header.PixelScaleArcsec,
            Bands(cutout),
            features == FeatureWish.Features ? Features.HandCrafted(cutout) : []);
    }

    /// <summary>What the headers say per band; for rasters only the names.</summary>
    private static ImmutableArray<BandInfo> Bands(Cutout cutout)
        => cutout.Header.Bands.Count > 0
            ? [.. cutout.Header.Bands.Select(b => new BandInfo(b.Band, b.ZeroPointMag, b.PsfFwhmArcsec, b.SkyNoise))]
            : [.. cutout.Bands.Select(b => new BandInfo(b, null, null, null))];
}
