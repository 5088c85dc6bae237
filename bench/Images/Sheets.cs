using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Bench.Images;

/// <summary>Draws contact sheets of the simulated sky.</summary>
internal static class Sheets
{
    private const int Columns = 12;
    private const int Rows = 8;
    private const int Side = 100;

    public static int Run(string kind, string path)
    {
        var isLens = kind == nameof(SourceKind.Lens);
        var options = new SkyOptions { Count = 4000, Prevalence = isLens ? 1 : 0, Parallelism = 1 };
        var wanted = Enum.GetNames<SourceKind>().Contains(kind) ? Enum.Parse<SourceKind>(kind) : default(SourceKind?);
        var sources = Enumerable.Range(0, options.Count).Select(index => SimulatedSky.Create(options, index))
            .Where(source => wanted is null || source.Truth.Kind == wanted).Take(Columns * Rows);
        var rgb = new byte[Columns * Side * Rows * Side * 3];
        var at = 0;
        foreach (var source in sources)
        {
            var picture = Stretching.ToRgb(source.Cutout, new DisplayOptions());
            Paste(picture, source.Cutout.Width, rgb, at % Columns, at / Columns);
            at++;
        }

        File.WriteAllBytes(path, Raster.EncodePng(rgb, Columns * Side, Rows * Side));
        return 0;
    }

    private static void Paste(byte[] picture, int size, byte[] sheet, int column, int row)
    {
        for (var y = 0; y < Side - 2; y++)
        {
            for (var x = 0; x < Side - 2; x++)
            {
                var from = (((y * size / (Side - 2)) * size) + (x * size / (Side - 2))) * 3;
                var to = ((((row * Side) + y) * Columns * Side) + (column * Side) + x) * 3;
                picture.AsSpan(from, 3).CopyTo(sheet.AsSpan(to));
            }
        }
    }
}
