using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Catalogs.Ingest;

/// <summary>What a row becomes when an input says something of its source: what is said replaces what was known, silence keeps it.</summary>
internal static class RowMerge
{
    /// <summary>The merged row: version 1 for a new source, the next version for a changed one, <paramref name="known"/> itself where nothing changed.</summary>
    public static SourceRow Merge(SourceRow? known, SourceDraft draft, ImmutableArray<SourceFile> files, CutoutFacts? facts)
    {
        var bands = MergeBands(files.IsEmpty ? known?.Bands ?? [] : [], facts?.Bands ?? [], draft.Bands.IsDefault ? [] : draft.Bands);
        var merged = new SourceRow(
            known?.Id ?? Slug.SourceIdFor(draft.Name),
            draft.Name,
            known?.Version ?? 1,
            files.IsEmpty ? known?.Files ?? [] : files,
            draft.RaDeg ?? facts?.RaDeg ?? known?.RaDeg,
            draft.DecDeg ?? facts?.DecDeg ?? known?.DecDeg,
            draft.Survey ?? facts?.Survey ?? known?.Survey,
            draft.Instrument ?? facts?.Instrument ?? known?.Instrument,
            bands,
            draft.PixelScaleArcsec ?? facts?.PixelScaleArcsec ?? known?.PixelScaleArcsec,
            draft.Redshift ?? known?.Redshift,
            draft.Magnitude ?? known?.Magnitude,
            (known?.Columns ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)).SetItems(draft.Columns ?? ImmutableSortedDictionary<string, string>.Empty),
            "");
        merged = merged with { ContentHash = HashOf(merged) };
        return known is null ? merged : merged.ContentHash == known.ContentHash ? known : merged with { Version = known.Version + 1 };
    }

    private static ImmutableArray<BandInfo> MergeBands(params ReadOnlySpan<ImmutableArray<BandInfo>> sources)
    {
        var merged = new List<BandInfo>();
        foreach (var source in sources)
        {
            foreach (var band in source)
            {
                var at = merged.FindIndex(b => b.Band == band.Band);
                if (at < 0)
                {
                    merged.Add(band);
                }
                else
                {
                    merged[at] = new BandInfo(
                        band.Band, band.ZeroPoint ?? merged[at].ZeroPoint, band.PsfFwhmArcsec ?? merged[at].PsfFwhmArcsec, band.SkyNoise ?? merged[at].SkyNoise);
                }
            }
        }

        return [.. merged];
    }

    /// <summary>Hash of everything but version and time of last write, so that a file which was only touched is no new version.</summary>
    private static string HashOf(SourceRow row)
    {
        var text = new StringBuilder();
        void Add(object? value) => text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\u001F');
        Add(row.Name);
        foreach (var file in row.Files)
        {
            Add(file.Band);
            Add(file.Path);
            Add(file.Hdu);
            Add(file.Sha256);
        }

        foreach (var value in new object?[] { row.RaDeg, row.DecDeg, row.Survey, row.Instrument, row.PixelScaleArcsec, row.Redshift, row.Magnitude })
        {
            Add(value);
        }

        foreach (var band in row.Bands)
        {
            Add(band.Band);
            Add(band.ZeroPoint);
            Add(band.PsfFwhmArcsec);
            Add(band.SkyNoise);
        }

        foreach (var (name, value) in row.Columns)
        {
            Add(name);
            Add(value);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
