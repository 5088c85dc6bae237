namespace LensGrains.Imaging.Fits;

/// <summary>One FITS file as a cutout of one or more bands.</summary>
internal static class FitsReader
{
    public static Cutout Read(FitsFile file, BandFile wanted, ImageLimits limits, CancellationToken cancellationToken)
    {
        var units = file.ReadUnits(cancellationToken);
        var chosen = FitsSelection.Choose(units, wanted);
        foreach (var unit in chosen)
        {
            file.Require(unit);
        }

        var (width, height) = ((int)chosen[0].Width, (int)chosen[0].Height);
        var planes = chosen.Sum(unit => unit.Planes);
        if (planes > limits.MaxBands || planes * width * height > limits.MaxTotalPixels)
        {
            throw new ImageFaultException(ImageFaultCodes.TooManyPixels, $"The file holds {planes} planes of {width} x {height}.");
        }

        var pixels = new float[planes * width * height];
        var names = new List<string>();
        var headers = new List<BandHeader>();
        var offset = 0;
        foreach (var unit in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = checked((int)unit.Planes * width * height);
            file.ReadPixels(unit, pixels.AsSpan(offset, length));
            offset += length;
            foreach (var name in FitsSelection.Names(unit, wanted, chosen.Count))
            {
                names.Add(name);
                headers.Add(FitsCompanions.Complete(FitsHeaders.Band(name, unit), unit, units, file));
            }
        }

        var primary = units.Find(unit => unit.Number == 0)?.Cards;
        return new Cutout(names, width, height, pixels)
        {
            Units = headers[0].Units,
            IsBottomUp = true,
            Header = FitsHeaders.Cutout(chosen[0], primary, headers),
        };
    }
}
