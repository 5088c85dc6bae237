using LensGrains.Imaging;
using LensGrains.Imaging.Simulation;
using LensGrains.Imaging.Simulation.Lensing;
using LensGrains.Imaging.Simulation.Scenes;

namespace LensGrains.Tests.Imaging;

public class FullSkyTests
{
    private static readonly SkyOptions Full = new() { Mixture = SkyMixture.Full, MinimumArcSignalToNoise = 20, Seed = 3 };

    public static TheoryData<SourceKind> Others => [.. SkyMixture.Full.Others.Select(share => share.Kind)];

    [Fact]
    public void Mixtures_AddUpToOneOnEachSide()
    {
        foreach (var mixture in new[] { SkyMixture.Survey, SkyMixture.Full, SkyMixture.Full.With(new KindShare(SourceKind.Ring, 0.5), new KindShare(SourceKind.Ghost, 0)) })
        {
            Assert.Equal(1, mixture.Lenses.Sum(share => share.Share), 1e-9);
            Assert.Equal(1, mixture.Others.Sum(share => share.Share), 1e-9);
            Assert.All(mixture.Lenses, share => Assert.True(share.Kind.IsLens()));
            Assert.All(mixture.Others, share => Assert.False(share.Kind.IsLens()));
        }
    }

    [Fact]
    public void With_SetsAShareAndLetsTheOthersFillTheRest()
    {
        var mixture = SkyMixture.Full.With(new KindShare(SourceKind.Ring, 0.5), new KindShare(SourceKind.Ghost, 0), new KindShare(SourceKind.Quasar, 1));

        Assert.Equal(0.5, ShareOf(mixture.Others, SourceKind.Ring), 1e-12);
        Assert.Equal(0, ShareOf(mixture.Others, SourceKind.Ghost));
        Assert.Equal(ShareOf(SkyMixture.Full.Others, SourceKind.Spiral) * 0.5 / 0.93, ShareOf(mixture.Others, SourceKind.Spiral), 1e-12);
        Assert.Equal([new KindShare(SourceKind.Quasar, 1)], mixture.Lenses);
    }

    [Fact]
    public void With_WhenSharesMakeNoSense_Refuses()
    {
        Assert.Throws<ArgumentException>(() => SkyMixture.Full.With(new KindShare(SourceKind.Ring, 0.7), new KindShare(SourceKind.Ghost, 0.7)));
        Assert.Throws<ArgumentException>(() => SkyMixture.Full.With(new KindShare(SourceKind.Ring, double.NaN)));
        Assert.Throws<ArgumentException>(() => SkyMixture.Full.With(new KindShare(SourceKind.Blobs, 0.1)));
        Assert.Throws<ArgumentException>(() => SkyMixture.Survey.With(new KindShare(SourceKind.Lens, 0)));
    }

    [Fact]
    public void Create_DrawsEveryKindAboutAsOftenAsItsShare()
    {
        var options = Full with { Size = 16, MinimumArcSignalToNoise = 0, Prevalence = 0 };

        var drawn = Enumerable.Range(0, 800).GroupBy(index => SimulatedSky.Create(options, index).Truth.Kind).ToDictionary(group => group.Key, group => group.Count());

        Assert.All(SkyMixture.Full.Others, share =>
        {
            var expected = 800 * share.Share;
            Assert.InRange(drawn.GetValueOrDefault(share.Kind), expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
        });
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Create_WhenNoLens_TellsItsKindAndNothingOfALens(SourceKind kind)
    {
        var source = SimulatedSky.Create(Only(kind) with { MarkedKind = kind }, 5);

        Assert.Equal(kind, source.Truth.Kind);
        Assert.False(source.Truth.IsLens);
        Assert.True(source.Truth.IsMarked);
        Assert.Null(source.Truth.EinsteinRadiusArcsec);
        Assert.Null(source.Truth.SourceRedshift);
        Assert.Equal(kind is SourceKind.DiffractionSpikes or SourceKind.Ghost, source.Truth.Redshift is null);
        Assert.All(source.Cutout.Pixels, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(SourceKind.Lens)]
    [InlineData(SourceKind.Group)]
    [InlineData(SourceKind.Cluster)]
    [InlineData(SourceKind.Quasar)]
    [InlineData(SourceKind.DoublePlane)]
    public void Create_WhenLens_TellsWhatMetricsNeed(SourceKind kind)
    {
        var truths = Enumerable.Range(0, 5).Select(index => SimulatedSky.Create(Only(kind), index).Truth).ToArray();

        Assert.All(truths, truth =>
        {
            Assert.True(truth.IsLens && !truth.IsMimic && !truth.IsMarked);
            Assert.InRange(truth.EinsteinRadiusArcsec!.Value, 0.4, 6.4);
            Assert.True(truth.ArcToLensFluxRatio > 0 && truth.Magnification > 0.5 && truth.Shear >= 0);
            Assert.InRange(truth.AxisRatio!.Value, 0.3, 1);
            Assert.InRange(truth.PositionAngleDeg!.Value, 0, 180);
            Assert.InRange(truth.VelocityDispersionKmS!.Value, 80, 600);
            Assert.InRange(truth.SourceRedshift!.Value, truth.Redshift!.Value + 0.2, 5);
            Assert.InRange(truth.SourceMagnitudeI!.Value, 18, 25);
            Assert.Equal(kind is SourceKind.Group or SourceKind.Cluster, truth.HaloMassSolar is not null);
            Assert.Equal(kind == SourceKind.Quasar, truth.Images is not null);
            Assert.Equal(kind == SourceKind.DoublePlane, truth.FarSourceRedshift > truth.SourceRedshift);
            Assert.Equal(TruthCsv.Columns.Count, TruthCsv.Line(truth).Split(',').Length);
        });
        Assert.True(truths.Count(truth => truth.ArcSignalToNoise >= 20) >= 4);
    }

    /// <summary>The images of a quasar are as far apart as about two Einstein radii, and there are two or four.</summary>
    [Fact]
    public void Create_WhenQuasar_HasTwoToFourImagesAcrossTheLens()
    {
        var truths = Enumerable.Range(0, 30).Select(index => SimulatedSky.Create(Only(SourceKind.Quasar) with { Size = 24 }, index).Truth).ToArray();

        Assert.All(truths, truth => Assert.InRange(truth.Images!.Value, 2, 4));
        Assert.Contains(truths, truth => truth.Images == 4);
        Assert.All(truths, truth => Assert.InRange(truth.ImageSeparationArcsec!.Value / truth.EinsteinRadiusArcsec!.Value, 1.4, 2.8));
    }

    [Fact]
    public void Create_FromSeedAndIndexOfItsTruth_IsTheSameSource()
    {
        var first = SimulatedSky.Create(Full with { Prevalence = 1 }, 17);

        var again = SimulatedSky.Create(Full with { Prevalence = 1, Seed = first.Truth.Seed }, first.Truth.Index);

        Assert.Equal(first.Truth, again.Truth);
        Assert.Equal(first.Cutout.Pixels, again.Cutout.Pixels);
    }

    /// <summary>A point keeps its flux and its place, between the pixels as well as on them.</summary>
    [Theory]
    [InlineData(PsfShape.Moffat, 0.0, 0.0)]
    [InlineData(PsfShape.Moffat, 1.03, -0.58)]
    [InlineData(PsfShape.Gaussian, -0.41, 0.77)]
    public void Add_WhenPoint_HasItsFluxAtItsPlace(PsfShape shape, double x, double y)
    {
        var camera = new Camera(new SkyOptions { Psf = shape }, 0.7);
        var scene = new Scene(camera.Grid);

        PointSources.Add(scene, camera, new SkyVector(x, y), new Magnitudes(20, 21, 22), 2.5);

        var plane = scene.Unblurred[0];
        Assert.Equal(2.5 * Camera.Flux(20), plane.Sum(), 2.5 * Camera.Flux(20) * 5e-3);
        Assert.Equal(x, Enumerable.Range(0, plane.Length).Sum(i => plane[i] * camera.Grid.Position(i % 64, i / 64).X) / plane.Sum(), 0.01);
        Assert.Equal(y, Enumerable.Range(0, plane.Length).Sum(i => plane[i] * camera.Grid.Position(i % 64, i / 64).Y) / plane.Sum(), 0.01);
    }

    /// <summary>A quasar is as wide as the stars: the image of a point through the blur that galaxies get has the same width.</summary>
    [Fact]
    public void Add_WhenPoint_IsAsWideAsWhatTheSeeingMakesOfAPixel()
    {
        var camera = new Camera(new SkyOptions { Size = 63 }, 0.7);
        var (point, pixel) = (new Scene(camera.Grid), new float[63 * 63]);
        pixel[(31 * 63) + 31] = (float)Camera.Flux(20);

        PointSources.Add(point, camera, default, new Magnitudes(20, 20, 20));
        var blurred = camera.Blur(pixel, 1);

        // The kernel that blurs ends at 2.2 widths and keeps the light beyond: 3% for this profile.
        Assert.Equal(blurred[(31 * 63) + 31], point.Unblurred[1][(31 * 63) + 31], 0.05 * blurred[(31 * 63) + 31]);
        Assert.Equal(blurred[(31 * 63) + 33], point.Unblurred[1][(31 * 63) + 33], 0.05 * blurred[(31 * 63) + 33]);
    }

    /// <summary>The same magnitude has the same redshift, lens or not: a member that reads the catalogue learns nothing from it.</summary>
    [Fact]
    public void Create_WhenLensOrElliptical_HasRedshiftsOfTheSameRule()
    {
        double Residual(SourceKind kind) => Enumerable.Range(0, 40).Select(index => SimulatedSky.Create(Only(kind) with { MinimumArcSignalToNoise = 0, Size = 24 }, index).Truth)
            .Average(truth => truth.Redshift!.Value - 0.45 - (0.11 * (truth.MagnitudeI!.Value - 19.2)));

        Assert.All(new[] { SourceKind.Lens, SourceKind.Elliptical, SourceKind.Group, SourceKind.RedGroup }, kind => Assert.InRange(Residual(kind), -0.045, 0.045));
    }

    [Fact]
    public void Columns_BeginWithThoseOfTheFirstVersion()
    {
        const string FirstVersion =
            "name,is_lens,kind,einstein_radius_arcsec,arc_to_lens_flux_ratio,arc_signal_to_noise,magnification,magnitude_i,psf_fwhm_arcsec,ra,dec";

        Assert.StartsWith(FirstVersion + ",truth_version,", TruthCsv.Header, StringComparison.Ordinal);
        Assert.Equal(TruthCsv.Columns.Count, TruthCsv.Columns.Select(column => column.Name).Distinct().Count());
    }

    [Fact]
    public void Columns_AndKinds_AreDocumented()
    {
        var page = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "simulation.md"));

        Assert.All(TruthCsv.Columns, column => Assert.Contains($"| `{column.Name}` | {column.Unit} |".Replace("|  |", "| |", StringComparison.Ordinal), page, StringComparison.Ordinal));
        Assert.All(Enum.GetNames<SourceKind>(), kind => Assert.Contains($"`{kind}`", page, StringComparison.Ordinal));
    }

    private static double ShareOf(IReadOnlyList<KindShare> shares, SourceKind kind) => shares.FirstOrDefault(share => share.Kind == kind).Share;

    private static SkyOptions Only(SourceKind kind)
        => Full with { Mixture = SkyMixture.Full.With(new KindShare(kind, 1)), Prevalence = kind.IsLens() ? 1 : 0 };
}
