using System.Collections.Immutable;
using System.Globalization;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Sky;

namespace LensGrains.Catalogs.Ingest;

/// <summary>What the columns of a manifest mean, and a row read by them.</summary>
internal sealed class ManifestColumns
{
    private readonly string _folder;
    private readonly int _name;
    private readonly int _ra;
    private readonly int _dec;
    private readonly int _survey;
    private readonly int _instrument;
    private readonly int _pixelScale;
    private readonly int _redshift;
    private readonly int _magnitude;
    private readonly (int Column, string Band, int Hdu)[] _paths;
    private readonly (string Band, int ZeroPoint, int Psf, int SkyNoise)[] _bands;
    private readonly (int Column, string Name)[] _further;

    public ManifestColumns(IReadOnlyList<string> names, string folder)
    {
        string[] header = [.. names];
        _folder = folder;
        _name = ColumnNames.Find(header, ColumnNames.Name);
        (_ra, _dec) = (ColumnNames.Find(header, ColumnNames.Ra), ColumnNames.Find(header, ColumnNames.Dec));
        (_survey, _instrument) = (ColumnNames.Find(header, ColumnNames.Survey), ColumnNames.Find(header, ColumnNames.Instrument));
        _pixelScale = ColumnNames.Find(header, ColumnNames.PixelScale);
        (_redshift, _magnitude) = (ColumnNames.Find(header, ColumnNames.Redshift), ColumnNames.Find(header, ColumnNames.Magnitude));
        var whole = ColumnNames.Find(header, ColumnNames.Path);
        int Of(string prefix, string band) => Array.FindIndex(header, c => ColumnNames.BandOf(c, prefix) == band);
        string[] BandsOf(string prefix) => [.. header.Select(c => ColumnNames.BandOf(c, prefix)).OfType<string>()];

        if (_name < 0)
        {
            throw new IngestInputException("manifest-no-name", $"No column holds names; looked for {string.Join(", ", ColumnNames.Name)}.");
        }

        var paths = BandsOf("path_").Select(band => (Of("path_", band), band, Of("hdu_", band)));
        _paths = [.. whole < 0 ? [] : new[] { (whole, "", Array.FindIndex(header, c => c.Equals("hdu", StringComparison.OrdinalIgnoreCase))) }, .. paths];
        _bands = [.. BandsOf("zeropoint_").Concat(BandsOf("psf_")).Concat(BandsOf("skynoise_")).Distinct()
            .Select(band => (band, Of("zeropoint_", band), Of("psf_", band), Of("skynoise_", band)))];
        int[] known = [_name, _ra, _dec, _survey, _instrument, _pixelScale, _redshift, _magnitude,
            .. _paths.SelectMany(p => new[] { p.Column, p.Hdu }), .. _bands.SelectMany(b => new[] { b.ZeroPoint, b.Psf, b.SkyNoise })];
        _further = [.. header.Index().Where(c => !known.Contains(c.Index) && c.Item.Trim().Length > 0).DistinctBy(c => c.Item.Trim()).Select(c => (c.Index, c.Item.Trim()))];
    }

    public (SourceDraft? Draft, IngestFailure? Failure) Read(string[] row, long line)
    {
        var name = Text(row, _name);
        if (name is null)
        {
            return (null, new IngestFailure($"row {line}", "name-missing", "The row has no name."));
        }

        var (ra, dec) = (Number(row, _ra), Number(row, _dec));
        if (_ra >= 0 && _dec >= 0 && (Text(row, _ra) ?? Text(row, _dec)) is not null
            && !(SkyAngle.TryParse(Text(row, _ra) ?? "", Text(row, _dec) ?? "", out var position) && Take(position, out ra, out dec)))
        {
            return (null, new IngestFailure(name, "position-invalid", $"'{Text(row, _ra)}', '{Text(row, _dec)}' is no position in degrees or sexagesimal."));
        }

        var columns = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (column, further) in _further)
        {
            if (Text(row, column) is { } text)
            {
                columns[further] = text;
            }
        }

        return (new SourceDraft(
            name, Files(row), ra, dec, Text(row, _survey), Text(row, _instrument), Number(row, _pixelScale),
            Number(row, _redshift), Number(row, _magnitude), Bands(row), columns.ToImmutable()), null);
    }

    private static bool Take(SkyPosition position, out double? ra, out double? dec)
    {
        (ra, dec) = (position.RaDeg, position.DecDeg);
        return true;
    }

    private ImmutableArray<DraftFile> Files(string[] row)
    {
        var files = ImmutableArray.CreateBuilder<DraftFile>();
        foreach (var (column, band, hdu) in _paths)
        {
            if (Text(row, column) is { } path)
            {
                files.Add(new DraftFile(band, Path.GetFullPath(Path.Combine(_folder, path)), (int?)Number(row, hdu)));
            }
        }

        return files.ToImmutable();
    }

    private ImmutableArray<BandInfo> Bands(string[] row)
        => [.. _bands.Select(b => new BandInfo(b.Band, Number(row, b.ZeroPoint), Number(row, b.Psf), Number(row, b.SkyNoise)))
            .Where(b => (b.ZeroPoint ?? b.PsfFwhmArcsec ?? b.SkyNoise) is not null)];

    private static string? Text(string[] row, int column) => column >= 0 && column < row.Length && row[column].Length > 0 ? row[column] : null;

    private static double? Number(string[] row, int column)
        => double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
