using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Imaging;
using LensGrains.Imaging.Simulation.Painted;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class SimulateCommandTests
{
    private readonly string _folder = TestFiles.NewFolder("simulate");

    [Fact]
    public async Task Simulate_WritesACutoutAndALineOfTruthPerSource()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("simulate", _folder, "--count", "12", "--prevalence", "0.5", "--size", "32");

        var truth = await File.ReadAllLinesAsync(Path.Combine(_folder, "truth.csv"));
        var names = truth.Skip(1).Select(line => line.Split(',')[0]);
        Assert.Equal(0, exit);
        Assert.Equal(names.Select(name => name + ".fits").Order(), Files().Select(Path.GetFileName));
        Assert.Equal(12, truth.Length - 1);
        var lenses = truth.Count(line => line.Split(',')[1] == "1");
        Assert.Contains($"12 sources, {lenses} lenses among them", run.Out, StringComparison.Ordinal);
        Assert.InRange(lenses, 1, 11);
    }

    [Fact]
    public async Task Simulate_OfAnotherCamera_WritesItsPixelsAndSaysSoOnTheCard()
    {
        var run = new CliRun(new FakeServer());

        var exit = await run.Lens("simulate", _folder, "--count", "2", "--size", "32", "--pixel-scale", "0.1", "--seeing", "0.2", "--exposure", "500");

        Assert.True(exit == 0, run.Error);
        var cutout = CutoutReader.Read([new BandFile(Files().First())], ImageLimits.Default, CancellationToken.None).Cutout!;
        Assert.Equal(0.1, cutout.Header.PixelScaleArcsec!.Value, 1e-6);
        var card = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "sky.json"))).RootElement;
        Assert.Equal((0.1, 0.2, 500), (card.GetProperty("pixelScaleArcsec").GetDouble(), card.GetProperty("seeingArcsec").GetDouble(), card.GetProperty("exposureSeconds").GetDouble()));
        Assert.Equal(2, await run.Lens("simulate", _folder, "--kind", "realistic", "--seeing", "0.2"));
    }

    [Fact]
    public async Task Simulate_TwiceWithOneSeed_WritesTheSameBytes()
    {
        var run = new CliRun(new FakeServer());
        string[] arguments = ["simulate", _folder, "--count", "5", "--seed", "7", "--size", "32"];
        await run.Lens(arguments);
        var first = Files().Select(Hash).ToList();

        await run.Lens(arguments);

        Assert.Equal(first, Files().Select(Hash));
    }

    [Fact]
    public async Task Simulate_AsBands_WritesThreeFilesPerSource()
    {
        await new CliRun(new FakeServer()).Lens("simulate", _folder, "--count", "2", "--size", "32", "--format", "bands");

        Assert.Equal(6, Files().Count());
        Assert.Equal(2, Files().Count(file => file.EndsWith("_g.fits", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Simulate_Full_WritesTheOptionsAndKindsThatWereAskedFor()
    {
        var exit = await new CliRun(new FakeServer()).Lens(
            "simulate", _folder, "--kind", "full", "--count", "8", "--size", "32", "--prevalence", "0.5", "--share", "PolarRing=1", "--share", "quasar=1",
            "--marked", "PolarRing");

        using var card = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "sky.json")));
        var rows = (await File.ReadAllLinesAsync(Path.Combine(_folder, "truth.csv"))).Select(line => line.Split(',')).ToArray();
        var marked = Array.IndexOf(rows[0], "is_marked");
        Assert.Equal(0, exit);
        Assert.Equal("full", card.RootElement.GetProperty("kind").GetString(), ignoreCase: true);
        Assert.Equal(2, card.RootElement.GetProperty("truthVersion").GetInt32());
        Assert.Equal(20, card.RootElement.GetProperty("minimumArcSignalToNoise").GetDouble());
        Assert.Equal(1, card.RootElement.GetProperty("others").GetProperty("PolarRing").GetDouble());
        Assert.Equal(rows[0], card.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Assert.All(rows.Skip(1), row => Assert.Contains(row[2], new[] { "PolarRing", "Quasar" }));
        Assert.All(rows.Skip(1), row => Assert.Equal(row[2] == "PolarRing" ? "1" : "0", row[marked]));
    }

    [Fact]
    public async Task Simulate_Realistic_WritesOneGreyPlane()
    {
        var exit = await new CliRun(new FakeServer()).Lens("simulate", _folder, "--kind", "realistic", "--count", "6", "--format", "png");

        var picture = CutoutReader.Read([new BandFile(Files().First())], ImageLimits.Default, CancellationToken.None).Cutout!;
        var made = PaintedSky.Create(new PaintedSkyOptions(), 0).Cutout;
        Assert.Equal(0, exit);
        Assert.Equal(6, Files().Count());
        Assert.Equal(made.Pixels[64 * 63] * 255, picture.Pixels[0], 1e-3); // the picture's first row is the highest
    }

    [Theory]
    [InlineData("--share", "Ring=2")]
    [InlineData("--share", "Circle=0.1")]
    [InlineData("--share", "Ring")]
    [InlineData("--share", "Lens=0")]
    [InlineData("--threads", "0")]
    [InlineData("--kind", "real")]
    [InlineData("--marked", "circle")]
    [InlineData("--prevalence", "1.5")]
    [InlineData("--count", "0")]
    [InlineData("--format", "gif")]
    public async Task Simulate_WithAnOptionOutOfRange_IsWrongUsage(string option, string value)
    {
        Assert.Equal(2, await new CliRun(new FakeServer()).Lens("simulate", _folder, option, value));
    }

    private IEnumerable<string> Files() => Directory.GetFiles(Path.Combine(_folder, "cutouts")).Order();

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
