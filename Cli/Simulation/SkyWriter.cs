using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Painted;

namespace LensGrains.Cli.Simulation;

/// <summary>How a simulated cutout is written.</summary>
internal enum CutoutFormat
{
    /// <summary>One FITS file of three planes, g, r, i.</summary>
    Cube,

    /// <summary>A FITS file per band: <c>name_g.fits</c> and so on.</summary>
    Bands,

    /// <summary>An 8-bit colour picture.</summary>
    Png,
}

/// <summary>What was written.</summary>
internal sealed record SkySummary(string Cutouts, string Truth, int Sources, int Lenses);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SkySummary))]
internal sealed partial class SkyJson : JsonSerializerContext;

/// <summary>How far the writing is.</summary>
internal readonly record struct SkyProgress(int Done, int Total, TimeSpan Elapsed)
{
    public override string ToString()
    {
        var rate = Done / Math.Max(Elapsed.TotalSeconds, 1e-3);
        return string.Create(CultureInfo.InvariantCulture, $"{Done} of {Total}, {rate:0} per second, {Math.Ceiling((Total - Done) / rate):0} s left");
    }
}

/// <summary>Writes a simulated sky to a folder: <c>cutouts/</c>, <c>truth.csv</c> and <c>sky.json</c>.</summary>
internal sealed class SkyWriter(string folder, CutoutFormat format, TimeProvider time)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private readonly string _cutouts = Path.Combine(folder, "cutouts");
    private readonly string _truth = Path.Combine(folder, "truth.csv");

    /// <summary>Writes each source as it is made; nothing is kept.</summary>
    public SkySummary Write(IEnumerable<SimulatedSource> sources, SkyCard card, Action<SkyProgress> report, CancellationToken stop)
    {
        Directory.CreateDirectory(_cutouts);
        File.WriteAllText(Path.Combine(folder, "sky.json"), JsonSerializer.Serialize(card, SkyCardJson.Default.SkyCard) + "\n");
        var started = time.GetTimestamp();
        var (done, lenses, reported) = (0, 0, TimeSpan.Zero);
        using var truth = new StreamWriter(_truth) { NewLine = "\n" };
        truth.WriteLine(TruthCsv.Header);
        foreach (var source in sources)
        {
            stop.ThrowIfCancellationRequested();
            WriteCutout(source.Cutout, source.Truth.Name);
            truth.WriteLine(TruthCsv.Line(source.Truth));
            lenses += source.Truth.IsLens ? 1 : 0;
            done++;
            var elapsed = time.GetElapsedTime(started);
            if (elapsed - reported >= ReportEvery)
            {
                report(new SkyProgress(done, card.Count, elapsed));
                reported = elapsed;
            }
        }

        return new SkySummary(_cutouts, _truth, done, lenses);
    }

    private void WriteCutout(Cutout cutout, string name)
    {
        switch (format)
        {
            case CutoutFormat.Cube:
                FitsWriter.WriteCube(cutout, Path.Combine(_cutouts, name + ".fits"));
                break;
            case CutoutFormat.Bands:
                FitsWriter.WriteBands(cutout, _cutouts, name);
                break;
            default:
                File.WriteAllBytes(Path.Combine(_cutouts, name + ".png"), Png(cutout));
                break;
        }
    }

    /// <summary>Light is stretched for the eye; what was painted from black to white stays as it is.</summary>
    private static byte[] Png(Cutout cutout)
    {
        if (cutout.Bands is not [PaintedSky.Band])
        {
            return Renderer.Render(cutout, new DisplayOptions()).Bytes;
        }

        var rgb = new byte[3 * cutout.Pixels.Length];
        for (var i = 0; i < cutout.Pixels.Length; i++)
        {
            var row = cutout.Height - 1 - (i / cutout.Width);
            rgb.AsSpan(3 * i, 3).Fill((byte)MathF.Round(cutout.Pixels[(row * cutout.Width) + (i % cutout.Width)] * 255));
        }

        return Raster.EncodePng(rgb, cutout.Width, cutout.Height);
    }
}
