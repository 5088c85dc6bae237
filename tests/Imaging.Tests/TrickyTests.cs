using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LensGrains.Imaging;

namespace LensGrains.Tests.Imaging;

public partial class TrickyTests
{
    private static readonly TimeSpan MostPerFile = TimeSpan.FromSeconds(10);
    private const long MostBytesPerFile = 1L << 30;

    /// <summary>Files that the reference readers read and this reader refuses, each with the code that it gives.</summary>
    private static readonly Dictionary<string, string> RefusedOnPurpose = new()
    {
        // libvips 8.14 marks its JPEG 2000 loader as untrusted, and untrusted loaders are blocked.
        ["pillow/16bit.cropped.j2k"] = ImageFaultCodes.UnsupportedFormat,
        ["libvips/world.jp2"] = ImageFaultCodes.UnsupportedFormat,

        // TIFF variants that libvips does not decode: no photometric tag, separate planes in tiles, subsampled old JPEG.
        ["pillow/10ct_32bit_128.tiff"] = ImageFaultCodes.Corrupt,
        ["pillow/tiff_tiled_planar_16bit_RGB.tiff"] = ImageFaultCodes.Corrupt,
        ["libvips/ojpeg-strip.tif"] = ImageFaultCodes.Corrupt,

        // NumPy arrays are embeddings, never pictures.
        ["derived/big_endian_f4.npy"] = ImageFaultCodes.UnsupportedFormat,
        ["derived/f4_c_order.npy"] = ImageFaultCodes.UnsupportedFormat,
        ["derived/f8_fortran.npy"] = ImageFaultCodes.UnsupportedFormat,

        // The reference calls an array of no columns an image.
        ["astropy_fits/zerowidth.fits"] = ImageFaultCodes.WrongDimensions,
    };

    /// <summary>Files whose size here is not the reference's, with why.</summary>
    private static readonly Dictionary<string, string> OtherSize = new()
    {
        ["libvips/rotation/6.jpg"] = "the EXIF orientation turns it by a quarter; the reference leaves it lying",
        ["libvips/rotation/7.jpg"] = "the EXIF orientation turns it by a quarter; the reference leaves it lying",
    };

    [SharedDataFact("tricky")]
    public void Read_WhenFileIsHostile_GivesAnImageOrANamedReason()
    {
        var failures = new List<string>();
        foreach (var (path, reference) in Manifest())
        {
            var clock = Stopwatch.StartNew();
            var before = GC.GetTotalAllocatedBytes();
            var outcome = CutoutReader.Read([new BandFile(Path.Combine(Folder, path))], ImageLimits.Default, CancellationToken.None);

            var problem = clock.Elapsed > MostPerFile ? $"took {clock.Elapsed}"
                : GC.GetTotalAllocatedBytes() - before > MostBytesPerFile ? "took too much memory"
                : Compare(path, reference, outcome);
            if (problem is not null)
            {
                failures.Add($"{path} [{reference}]: {problem}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string Folder => Path.Combine(TestFiles.SharedData!, "tricky");

    private static string? Compare(string path, string reference, ReadOutcome outcome)
    {
        if (!outcome.IsRead)
        {
            return string.IsNullOrWhiteSpace(outcome.Fault.Reason) ? "no reason"
                : Expected(reference) is null || RefusedOnPurpose.GetValueOrDefault(path) == outcome.Fault.Code ? null
                : $"refused as {outcome.Fault.Code}: {outcome.Fault.Reason}";
        }

        var read = (outcome.Cutout.Width, outcome.Cutout.Height);
        return Expected(reference) is not { } size ? (OtherSize.ContainsKey(path) || reference.StartsWith("FAIL", StringComparison.Ordinal) ? null : $"read as {read}")
            : size == read || OtherSize.ContainsKey(path) ? null
            : $"read as {read}";
    }

    /// <summary>Width and height of the first image that the reference reader saw; null where it saw none.</summary>
    private static (int Width, int Height)? Expected(string reference)
    {
        if (reference.StartsWith("FAIL", StringComparison.Ordinal))
        {
            return null;
        }

        var isNumpyOrder = reference.StartsWith("fits", StringComparison.Ordinal) || reference.StartsWith("npy", StringComparison.Ordinal);
        foreach (Match shape in Shapes().Matches(reference))
        {
            var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(size => int.Parse(size, CultureInfo.InvariantCulture)).ToArray();
            if (sizes.Length >= 2)
            {
                return isNumpyOrder ? (sizes[^1], sizes[^2]) : (sizes[0], sizes[1]);
            }
        }

        return null;
    }

    private static IEnumerable<(string Path, string Reference)> Manifest()
        => File.ReadLines(Path.Combine(Folder, "MANIFEST.csv")).Skip(1).Select(line => line.Split(',', 3))
            .Select(fields => (fields[0], fields[2].Trim('"')));

    [GeneratedRegex(@"\(([\d, ]+)\)")]
    private static partial Regex Shapes();
}
