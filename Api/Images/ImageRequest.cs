using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Api.Answers;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Labeling;
using LensGrains.Imaging;

namespace LensGrains.Api.Images;

/// <summary>What is wanted of a source's picture, read from the query and checked.</summary>
internal sealed record ImageRequest(int? Size, Stretch Stretch, IReadOnlyList<string>? Bands, PictureFormat Format)
{
    public const int Smallest = 16;
    public const int Largest = DisplayOptions.MaxSize;

    /// <summary>Renderings of the same content and options by another version of the renderer are other pictures.</summary>
    private const int RendererVersion = 2;

    private const int MostBands = 3;

    /// <summary>The request, or what is wrong with it.</summary>
    public static (ImageRequest? Request, Refusal? Refusal) Read(string? size, string? stretch, string? bands, string? format)
    {
        var problems = new List<FieldProblem>();
        int? side = null;
        if (!string.IsNullOrEmpty(size))
        {
            side = int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= Smallest and <= Largest ? n : null;
            AddIf(problems, side is null, "size", $"A number of pixels from {Smallest} to {Largest}.");
        }

        var how = Stretch.Auto;
        AddIf(problems, !string.IsNullOrEmpty(stretch) && !TryStretch(stretch, out how), "stretch", "One of: auto, lupton, asinh, zscale, percentile, linear.");
        var names = string.IsNullOrEmpty(bands) ? null : bands.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        AddIf(problems, names is { Length: 0 or 2 or > MostBands }, "bands", "One band, or three (red, green, blue), separated by commas.");
        var encoding = PictureFormat.Jpeg;
        AddIf(problems, !string.IsNullOrEmpty(format) && !Words<PictureFormat>.TryParse(format, out encoding), "format", "One of: png, jpeg.");
        return problems.Count > 0 ? (null, Problems.Invalid(problems)) : (new ImageRequest(side, how, names, encoding), null);
    }

    /// <summary>What is wrong with the bands for this source, or null.</summary>
    public Refusal? CheckBands(IReadOnlyList<string> known)
        => Bands is not null && known.Count > 0 && Bands.FirstOrDefault(b => !known.Contains(b)) is { } missing
            ? Problems.Invalid("bands", $"There is no band '{missing}'; the source has {string.Join(", ", known)}.")
            : null;

    /// <summary>Name of the picture: a hash over the content and everything that shapes the rendering.</summary>
    public string NameFor(SourceRow row)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{RendererVersion}|{row.ContentHash}|{Size}|{Stretch}|{string.Join(',', Bands ?? [])}|{Format}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
    }

    public DisplayOptions ToOptions() => new() { Size = Size, Stretch = Stretch, Bands = Bands, Format = Format, Quality = 92 };

    private static bool TryStretch(string word, out Stretch stretch)
        => Enum.TryParse(word, ignoreCase: true, out stretch) && Enum.IsDefined(stretch) && !char.IsAsciiDigit(word[0]);

    private static void AddIf(List<FieldProblem> problems, bool isWrong, string field, string message)
    {
        if (isWrong)
        {
            problems.Add(new FieldProblem(field, message));
        }
    }
}
