using System.Globalization;
using LensGrains.Tests;

namespace LensGrains.Cli.Tests;

public sealed class MeasureCommandTests
{
    private readonly string _folder = TestFiles.NewFolder("measure-command");

    [Fact]
    public async Task Measure_ByAMemberTrainedOnASimulatedSky_WritesParametersWithErrors()
    {
        var (run, sky, member) = (new CliRun(new FakeServer()), Path.Combine(_folder, "sky"), Path.Combine(_folder, "trained"));
        Assert.Equal(0, await run.Lens("simulate", sky, "--count", "24", "--prevalence", "0.5", "--size", "32"));
        await File.WriteAllTextAsync(Path.Combine(sky, "cutouts", "zz_broken.fits"), "no FITS");
        Assert.True(await run.Lens("train", "--images", Path.Combine(sky, "cutouts"), "--labels", Path.Combine(sky, "truth.csv"), "--out", member, "--member", "physics_narrow",
            "--epochs", "1", "--size", "32", "--pixel-scale", "0.2", "--folds", "2") == 0, run.Error);
        var weights = Directory.GetFiles(Path.Combine(member, "members"), "*.safetensors")[0];
        var (quick, refined) = (Path.Combine(_folder, "quick.csv"), Path.Combine(_folder, "refined.csv"));

        Assert.True(await run.Lens("measure", "--member", weights, "--images", Path.Combine(sky, "cutouts"), "--out", quick) == 0, run.Error);
        var middle = Rows(quick)[..24].Select(row => Number(row["score"])).Order().ElementAt(12);
        Assert.True(await run.Lens("measure", "--member", weights, "--images", Path.Combine(sky, "cutouts"), "--out", refined, "--refine",
            "--at-least", middle.ToString("R", CultureInfo.InvariantCulture), "--seeing", "0.8") == 0, run.Error);

        Assert.Contains("24 of 25 sources measured, 1 not readable", run.Out, StringComparison.Ordinal);
        var rows = Rows(quick);
        Assert.Equal(25, rows.Length);
        Assert.True(rows[..24].Select(row => row["einstein_radius_arcsec"]).Distinct().Count() > 12);
        Assert.All(rows[..24], row => Assert.All(row.Where(field => field.Key != "id"), field => Assert.True(double.IsFinite(Number(field.Value)), field.Key)));
        Assert.Equal("zz_broken", rows[24]["id"]);
        Assert.All(rows[24].Where(field => field.Key != "id"), field => Assert.Empty(field.Value));
        Assert.False(rows[0].ContainsKey("lens_x_arcsec"));

        Assert.Contains("12 of 25 sources measured, 1 not readable", run.Out, StringComparison.Ordinal);
        var (scores, closer) = (rows[..24].Select(row => Number(row["score"])).ToArray(), Rows(refined));
        Assert.All(Enumerable.Range(0, 24), row => Assert.Equal(scores[row] >= middle, closer[row]["lens_x_arcsec_sd"].Length > 0));
        Assert.Contains(Enumerable.Range(0, 24), row => closer[row]["unexplained"].Length > 0 && Number(closer[row]["unexplained"]) < Number(rows[row]["unexplained"]) - 0.01);
    }

    [Fact]
    public async Task Measure_ByAMemberWithoutAPixelScale_SaysWhatItTakes()
    {
        var (run, sky, member) = (new CliRun(new FakeServer()), Path.Combine(_folder, "sky"), Path.Combine(_folder, "trained"));
        await run.Lens("simulate", sky, "--count", "12", "--prevalence", "0.5", "--size", "32");
        var (images, labels) = (Path.Combine(sky, "cutouts"), Path.Combine(sky, "truth.csv"));
        Assert.True(await run.Lens("train", "--images", images, "--labels", labels, "--out", member, "--member", "physics_narrow", "--epochs", "1", "--size", "32", "--folds", "2") == 0, run.Error);

        Assert.Equal(0, await run.Lens("measure", "--member", Directory.GetFiles(Path.Combine(member, "members"), "*.safetensors")[0], "--images", images, "--out", Path.Combine(_folder, "m.csv")));

        Assert.Contains("the member knows no pixel scale", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "measure", "--images", "a")]
    [InlineData(2, "measure", "--images", "a", "--member", "b", "--at-least", "2")]
    [InlineData(1, "measure", "--images", "a", "--member", "nosuch.safetensors")]
    public async Task Measure_ThatCannotWork_SaysSo(int status, params string[] arguments)
    {
        var run = new CliRun(new FakeServer());

        Assert.Equal(status, await run.Lens(arguments));
        Assert.NotEmpty(run.Error);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, string>[] Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        var heads = lines[0].Split(',');
        return [.. lines[1..].Select(line =>
        {
            var fields = line.Split(',');
            Assert.Equal(heads.Length, fields.Length);
            return heads.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
        })];
    }
}
