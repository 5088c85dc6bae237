using LensGrains.Learning.Networks;
using LensGrains.Learning.Tests.Networks;
using LensGrains.Learning.Weights;

namespace LensGrains.Learning.Tests.Weights;

/// <summary>Weights under timm's names against timm itself: the same arrays in, the same logits out.</summary>
public sealed class TimmNamesTests : IDisposable
{
    private static readonly WeightOptions WithHead = new() { Head = HeadWeights.Load };

    private readonly torch.Generator _generator = new(1);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [InlineData("mobilenet_v2", "timm", "")]
    [InlineData("efficientnet_b0", "timm", "")]
    [InlineData("efficientnet_b0", "timm", "encoder.")]
    [InlineData("vit", "timm", "")]
    [InlineData("vit", "timm", "model.encoder.")]
    [InlineData("vit_old_torchvision", "torchvision", "")]
    [InlineData("vit_old_torchvision", "torchvision", "module.")]
    public void Load_WithArraysUnderOtherNames_AnswersAsTheirNetworkDoes(string name, string names, string prefix)
    {
        var recorded = TimmRecordings.Read().Networks[name];
        using var network = Make(name, recorded.Size);

        var report = WeightImport.Load(network, TimmRecordings.FileOf(recorded.Arrays, prefix), WithHead);

        Assert.Equal((names, prefix), (report.Names, report.Prefix));
        Assert.Empty(report.Unused);
        Assert.Empty(report.LeftAtStart);
        Near(recorded.Logits, Logits(network, recorded.Size), 1e-10);
    }

    [Fact]
    public void Load_OnALargerImage_ResizesThePositionsAsTimmDoes()
    {
        var recorded = TimmRecordings.Read();
        using var network = Make("vit", recorded.Resized.Size);

        var report = WeightImport.Load(network, TimmRecordings.FileOf(recorded.Networks["vit"].Arrays), WithHead);

        Assert.Equal("encoder.pos_embedding", Assert.Single(report.Adapted).Name);
        Near(recorded.Resized.Logits, Logits(network, recorded.Resized.Size), 1e-6);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("mobilenet_v2")]
    [InlineData("efficientnet_b0")]
    [InlineData("vit_b_16")]
    public void Load_WithThePublishedSizeByTimm_FindsEveryArray(string name)
    {
        using var network = Backbones.Create(name, 3, 224, _generator);

        var report = WeightImport.Load(network, TimmRecordings.FileOf(TimmRecordings.Read().Names[name], hasValues: false), WithHead);

        Assert.Empty(report.Unused);
        Assert.Empty(report.LeftAtStart);
        Assert.Equal(network.state_dict().Count(named => !named.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)), report.Loaded.Count);
    }

    [Fact]
    public void Resize_OfGrids_IsPyTorchsAntialiasedBicubic()
    {
        Assert.All(TimmRecordings.Read().Grids, grid =>
        {
            var drawn = Formula.Values($"grid{grid.Old}", [1, grid.Old * grid.Old, 2]).Select(value => (float)value);

            var resized = PositionResizing.Resize([7, 8, .. drawn], grid.Old, grid.New, 2);

            Assert.Equal([7f, 8f], resized[..2]);
            Assert.All(grid.Values.Zip(resized.Skip(2)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        });
    }

    private ImageNetwork Make(string name, long size) => name switch
    {
        "mobilenet_v2" => new MobileNetV2(new NetworkOptions { Width = 0.35 }, _generator),
        "efficientnet_b0" => new EfficientNet(new NetworkOptions { Width = 0.35 }, _generator),
        _ => new VisionTransformer(
            new TransformerOptions { ImageSize = size, PatchSize = 8, Depth = 2, Heads = 4, Width = 32, HiddenWidth = 64 }, _generator),
    };

    private static double[] Logits(ImageNetwork network, long size)
    {
        network.to(torch.float64);
        network.eval();
        using var frozen = torch.no_grad();
        return network.forward(Formula.Images(3, 3, size)).squeeze(1).data<double>().ToArray();
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
        => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
