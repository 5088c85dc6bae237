using System.Text.Json;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;

namespace LensGrains.Tests.Imaging.Lensing;

/// <summary>What astropy and scipy recorded; see tests/oracles/lensing/lensing.py.</summary>
internal static class LensingOracle
{
    private static readonly Lazy<JsonDocument> LazyRecorded = new(
        () => JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFiles.Root, "tests", "oracles", "lensing", "lensing.json"))));

    public static JsonElement Recorded => LazyRecorded.Value.RootElement;

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static SkyVector Vector(this JsonElement element, string name) => new(element.GetProperty(name)[0].GetDouble(), element.GetProperty(name)[1].GetDouble());

    /// <summary>Equal to a share of the expected value.</summary>
    public static void Close(double expected, double actual, double share = 1e-8) => Assert.Equal(expected, actual, Math.Abs(expected) * share);

    public static LensPlane Plane(JsonElement lens)
    {
        var center = lens.Vector("center");
        return new LensPlane(
            new SieLens(lens.Number("radius"), lens.Number("axisRatio"), lens.Number("angle"), center),
            new ExternalShear(lens.Number("shear1"), lens.Number("shear2"), center));
    }
}
