using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LensGrains.Core.Catalogs;

namespace LensGrains.Learning.Data.Shards;

/// <summary>A source that goes into a shard.</summary>
/// <param name="Name">What its people call it.</param>
/// <param name="Files">Image files by band; a file of the whole source has the empty band.</param>
public sealed record PackItem(string Name, IReadOnlyList<(string Band, string Path)> Files)
{
    /// <summary>A class or probability, written as <c>KEY.cls</c>; null where it is not labelled.</summary>
    public string? Label { get; init; }

    /// <summary>Numbers, written into <c>KEY.json</c>.</summary>
    public IReadOnlyDictionary<string, double> Columns { get; init; } = new Dictionary<string, double>();

    /// <summary>Texts, written into <c>KEY.json</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>The key: the name where it is one, otherwise what of it can stay and eight digits of its hash.</summary>
    public string Key => ShardWriter.IsKey(Name) ? Name : Slugged(Name);

    /// <summary>A catalogue's source with its positions, magnitudes and further columns, and a label if there is one.</summary>
    public static PackItem Of(SourceRow row, string? label) => new(row.Name, [.. row.Files.Select(file => (file.Band, file.Path))])
    {
        Label = label,
        Columns = Known(("ra", row.RaDeg), ("dec", row.DecDeg), ("redshift", row.Redshift), ("magnitude", row.Magnitude), ("pixel_scale_arcsec", row.PixelScaleArcsec)),
        Texts = row.Columns,
    };

    /// <summary>The files of the sample: images, then the label, then the columns.</summary>
    /// <exception cref="IOException">An image does not read.</exception>
    public async Task<IReadOnlyList<SamplePart>> PartsAsync(CancellationToken cancellationToken)
    {
        var parts = new List<SamplePart>();
        foreach (var (band, path) in Files)
        {
            var ending = Ending(path);
            parts.Add(new SamplePart(band.Length == 0 ? ending : $"{band}.{ending}", await File.ReadAllBytesAsync(path, cancellationToken)));
        }

        if (Label is not null)
        {
            parts.Add(new SamplePart("cls", Encoding.UTF8.GetBytes(Label)));
        }

        parts.Add(new SamplePart("json", Json()));
        return parts;
    }

    private static string Ending(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        var compressed = new[] { ".fits.gz", ".fit.gz", ".fits.fz" }.FirstOrDefault(name.EndsWith);
        return (compressed ?? Path.GetExtension(name)).TrimStart('.');
    }

    private static Dictionary<string, double> Known(params (string Name, double? Value)[] columns)
        => columns.Where(column => column.Value is { } value && double.IsFinite(value)).ToDictionary(column => column.Name, column => column.Value!.Value);

    private static string Slugged(string name)
    {
        var kept = string.Concat(name.Take(60).Select(character => ShardWriter.IsKey(character.ToString()) ? character : '_'));
        return $"{kept}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4))}";
    }

    private byte[] Json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            foreach (var (column, value) in Columns.Where(column => column.Key != "name" && double.IsFinite(column.Value)))
            {
                json.WriteNumber(column, value);
            }

            foreach (var (column, text) in Texts.Where(column => column.Key != "name" && !Columns.ContainsKey(column.Key)))
            {
                json.WriteString(column, text);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
