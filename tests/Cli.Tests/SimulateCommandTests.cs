using System.Security.Cryptography;
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

    [Theory]
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
