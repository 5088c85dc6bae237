using LensGrains.Imaging;

namespace LensGrains.Tests.Imaging;

public class RealDataTests
{
    [SharedDataFact("space_lenses")]
    public void Read_WhenEuclidFileOf25Units_GivesItsEightBandsWithPsfAndNoise()
    {
        var path = Directory.EnumerateFiles(Path.Combine(TestFiles.SharedData!, "space_lenses", "euclid", "q1_walsmley"), "102*.fits", SearchOption.AllDirectories).Single();

        var cutout = CutoutReader.Read([new BandFile(path)], ImageLimits.Default, CancellationToken.None).Cutout!;

        Assert.Equal(["DES_G", "DES_R", "VIS", "DES_I", "DES_Z", "NIR_Y", "NIR_J", "NIR_H"], cutout.Bands);
        Assert.Equal((100, 100), (cutout.Width, cutout.Height));
        Assert.Equal(0.1, cutout.Header.PixelScaleArcsec!.Value, 1e-6);
        Assert.All(cutout.Header.Bands, band => Assert.InRange(band.PsfFwhmArcsec!.Value, 0.1, 1.5));
        Assert.All(cutout.Header.Bands, band => Assert.True(band.SkyNoise > 0 && band.ZeroPointMag is not null));
        Assert.NotEmpty(Renderer.Render(cutout, new DisplayOptions { Bands = ["NIR_H", "VIS", "DES_G"] }).Bytes);
    }

    [SharedDataFact("sled_ps1")]
    public void Read_WhenPanStarrsCutouts_GivesAllOrNamesTheReason()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(TestFiles.SharedData!, "sled_ps1", "cutouts")).Order().Take(40);

        foreach (var folder in folders)
        {
            var files = Directory.EnumerateFiles(folder, "*.fits").Order().Select(path => new BandFile(path, Path.GetFileNameWithoutExtension(path))).ToArray();
            var outcome = CutoutReader.Read(files, ImageLimits.Default, CancellationToken.None);

            Assert.True(outcome.IsRead || outcome.Fault.Code == ImageFaultCodes.NoFinitePixels, outcome.Fault?.Reason);
            Assert.Equal(0.25, outcome.Cutout?.Header.PixelScaleArcsec ?? 0.25, 1e-3);
            Assert.All(Features.HandCrafted(outcome.Cutout!), value => Assert.True(float.IsFinite(value)));
        }
    }
}
