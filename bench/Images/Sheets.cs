using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Bench.Images;

/// <summary>Draws contact sheets of the simulated sky.</summary>
internal static class Sheets
{
    private const int Columns = 12;
    private const int Rows = 8;
    private const int Side = 100;

    public static int Run(string kind, string path)
    {
        var sources = Enumerable.Range(0, Columns * Rows).Select(index => Source(kind, index));
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

    /// <summary>Of one kind; or of the painted sky, or of the mixture of everything.</summary>
    private static SimulatedSource Source(string kind, int index) => kind switch
    {
        "painted" => PaintedSky.Create(new PaintedSkyOptions(), index),
        "full" => SimulatedSky.Create(new SkyOptions { Mixture = SkyMixture.Full, MinimumArcSignalToNoise = 20, Prevalence = 0.3 }, index),
        _ => SimulatedSky.Create(Only(Enum.Parse<SourceKind>(kind)), index),
    };

    private static SkyOptions Only(SourceKind kind) => new()
    {
        Mixture = SkyMixture.Full.With(new KindShare(kind, 1)), MinimumArcSignalToNoise = 20, Prevalence = kind.IsLens() ? 1 : 0,
    };

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
