using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Scenes;

namespace LensGrains.Tests.Imaging;

public class SimulatedSkyTests
{
    [Fact]
    public void Generate_WhenThreadsVary_GivesTheSamePixels()
    {
        var options = new SkyOptions { Count = 24, Prevalence = 0.3, Seed = 5 };

        var one = SimulatedSky.Generate(options with { Parallelism = 1 }).ToArray();
        var four = SimulatedSky.Generate(options with { Parallelism = 4 }).ToArray();

        Assert.Equal(one.Select(source => source.Truth), four.Select(source => source.Truth));
        Assert.All(one.Zip(four), pair => Assert.Equal(pair.First.Cutout.Pixels, pair.Second.Cutout.Pixels));
        Assert.Equal(one[7].Cutout.Pixels, SimulatedSky.Create(options, 7).Cutout.Pixels);
        Assert.NotEqual(one[7].Cutout.Pixels, SimulatedSky.Create(options with { Seed = 6 }, 7).Cutout.Pixels);
    }

    [Fact]
    public void Generate_DrawsLensesAtThePrevalence()
    {
        var options = new SkyOptions { Count = 300, Prevalence = 0.2, Size = 24 };

        var lenses = SimulatedSky.Generate(options).Count(source => source.Truth.IsLens);

        Assert.InRange(lenses, 60 - (4 * 7), 60 + (4 * 7));
    }

    [Fact]
    public void Create_LeavesTheSkyNoiseThatItsHeaderNames()
    {
        var options = new SkyOptions { Prevalence = 0 };

        var ratios = Enumerable.Range(0, 15).Select(index => SimulatedSky.Create(options, index).Cutout)
            .Select(cutout => SkyStatistics.OfBorder(cutout.Plane(0), cutout.Width, cutout.Height).Sigma / cutout.Header.Bands[0].SkyNoise!.Value)
            .Order().ToArray();

        Assert.InRange(ratios[7], 0.93, 1.15);
    }

    /// <summary>Before the camera the lens galaxy has one colour, so blue less red leaves the arcs alone: they lie around the drawn radius.</summary>
    [Fact]
    public void Paint_WhenLens_HasItsArcsAtTheDrawnRadius()
    {
        var options = new SkyOptions { MinimumArcSignalToNoise = 0 };
        var camera = new Camera(options, 0.7);

        var ratios = Enumerable.Range(0, 20).Select(index =>
        {
            var scene = new Scene(camera.Grid);
            var unnamed = new SourceTruth("x", SourceKind.Lens, null, null, null, null, 0, 0.7, 0, 0);
            var truth = LensScene.Paint(scene, camera, options, new Xoshiro(9, index), new Xoshiro(9, -1), unnamed);
            var (green, red) = (scene.Planes[0], scene.Planes[2]);
            var color = Enumerable.Range(0, green.Length).Min(i => green[i] / red[i]);
            var arcs = green.Zip(red, (g, i) => Math.Max(0, g - (color * 1.001 * i))).ToArray();
            var radius = Enumerable.Range(0, arcs.Length).Sum(i => arcs[i] * camera.Grid.Position(i % 64, i / 64).Length) / arcs.Sum();
            return radius / truth.EinsteinRadiusArcsec!.Value;
        }).Order().ToArray();

        Assert.InRange(ratios[10], 0.9, 1.3);
        Assert.All(ratios, ratio => Assert.InRange(ratio, 0.6, 2));
    }

    [Fact]
    public void Create_WhenLens_TellsWhatItDrew()
    {
        var truths = Enumerable.Range(0, 8).Select(index => SimulatedSky.Create(new SkyOptions { Prevalence = 1 }, index).Truth).ToArray();

        Assert.All(truths, truth => Assert.True(truth.IsLens && truth.ArcSignalToNoise > 0 && truth.ArcToLensFluxRatio > 0));
        Assert.True(truths.Count(truth => truth.ArcSignalToNoise >= 40) >= 7);
        Assert.All(truths, truth => Assert.InRange(truth.Magnification!.Value, 1.5, 60));
        Assert.All(truths, truth => Assert.Equal(TruthCsv.Header.Split(',').Length, TruthCsv.Line(truth).Split(',').Length));
    }

    [Fact]
    public void WriteBands_WhenReadAgain_GivesTheSamePixelsAndHeader()
    {
        var source = SimulatedSky.Create(new SkyOptions { Prevalence = 1 }, 3);
        var folder = TestFiles.NewFolder();

        var paths = FitsWriter.WriteBands(source.Cutout, folder, source.Truth.Name);
        var read = CutoutReader.Read([.. paths.Zip(SkyOptions.Bands, (path, band) => new BandFile(path, band))], ImageLimits.Default, CancellationToken.None).Cutout!;

        Assert.Equal(source.Cutout.Pixels, read.Pixels);
        Assert.Equal(source.Cutout.Bands, read.Bands);
        Assert.Equal(source.Cutout.Header.Bands, read.Header.Bands);
        Assert.Equal(source.Truth.RaDeg, read.Header.RaDeg!.Value, 1e-9);
        Assert.Equal(source.Truth.DecDeg, read.Header.DecDeg!.Value, 1e-9);
    }

    [Fact]
    public void WriteCube_WhenReadAgain_NamesItsPlanes()
    {
        var source = SimulatedSky.Create(new SkyOptions(), 1);
        var path = Path.Combine(TestFiles.NewFolder(), "cube.fits");

        FitsWriter.WriteCube(source.Cutout, path);
        var read = CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None).Cutout!;

        Assert.Equal(["g", "r", "i"], read.Bands);
        Assert.Equal(source.Cutout.Pixels, read.Pixels);
    }
}
