using System.Text.Json;
using LensGrains.Learning.Networks;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Networks;

/// <summary>Our networks against torchvision's: same weights in, same logits, gradients and running averages out, in float64.</summary>
public sealed class NetworkOracleTests : IDisposable
{
    private const double Tolerance = 1e-8;

    private static readonly Lazy<Recordings> Recorded = new(() => JsonSerializer.Deserialize<Recordings>(
        File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "networks.json")), JsonSerializerOptions.Web)!);

    private readonly torch.Generator _generator = new(1);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet18_small_stem")]
    [InlineData("resnet50")]
    [InlineData("mobilenet_v2")]
    [InlineData("efficientnet_b0")]
    [InlineData("vit")]
    public void Network_WithTorchvisionsWeights_AnswersAndLearnsAsTorchvisionDoes(string name)
    {
        var recorded = Recorded.Value.Networks[name];
        using var network = Make(name, recorded.Bands).to(torch.float64);
        Formula.Fill(network);
        var images = Formula.Images(3, recorded.Bands, recorded.Size);

        network.eval();
        var evaluated = network.forward(images).squeeze(1);
        network.train();
        var trained = network.forward(images).squeeze(1);
        (trained * torch.tensor(new[] { 0.7, -0.4, 1.1 })).sum().backward();

        Near(recorded.Evaluated, evaluated);
        Near(recorded.Trained, trained);
        Assert.Equal(recorded.Parameters, NetworkStates.CountParameters(network));
        Assert.Equal(recorded.Gradients.Keys.Order(StringComparer.Ordinal), network.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal));
        Assert.All(network.named_parameters(), named => NearGradient(recorded.Gradients[named.name], named.name, named.parameter.grad!));
        Assert.Equal(recorded.Buffers.Count, network.named_buffers().Count());
        Assert.All(network.named_buffers(), named => Assert.Equal(
            recorded.Buffers[named.name], named.buffer.to(torch.float64).sum().item<double>(), Tolerance * (1 + Math.Abs(recorded.Buffers[named.name]))));
    }

    [Theory]
    [InlineData("resnet18", 11_177_025)]
    [InlineData("resnet34", 21_285_185)]
    [InlineData("resnet50", 23_510_081)]
    [InlineData("mobilenet_v2", 2_225_153)]
    [InlineData("efficientnet_b0", 4_008_829)]
    [InlineData("vit_b_16", 85_799_425)]
    public void Parameters_OfThePublishedSizeWithOneLogit_AreTorchvisions(string name, long count)
    {
        using var network = Backbones.Create(name, 3, 224, _generator);

        Assert.Equal(count, NetworkStates.CountParameters(network));
        Assert.Equal(Recorded.Value.Counts[name], count);
    }

    private ImageNetwork Make(string name, long bands) => name switch
    {
        "resnet18" => ResNet.Of18(new NetworkOptions(), _generator),
        "resnet18_small_stem" => ResNet.Of18(new NetworkOptions { Inputs = bands, Stem = Stem.Small }, _generator),
        "resnet50" => ResNet.Of50(new NetworkOptions(), _generator),
        "mobilenet_v2" => new MobileNetV2(new NetworkOptions { Width = 0.35 }, _generator),
        "efficientnet_b0" => new EfficientNet(new NetworkOptions { Width = 0.35 }, _generator),
        _ => new VisionTransformer(
            new TransformerOptions { ImageSize = 32, PatchSize = 8, Depth = 2, Heads = 4, Width = 32, HiddenWidth = 64 }, _generator),
    };

    private static void Near(double[] expected, torch.Tensor actual)
        => Assert.All(expected.Zip(actual.detach().data<double>().ToArray()), pair => Assert.Equal(
            pair.First, pair.Second, Tolerance * (1 + Math.Abs(pair.First))));

    private static void NearGradient(double[] expected, string name, torch.Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        var flat = gradient.contiguous().reshape(-1);
        var tolerance = 1e-7 * (expected[0] + 1e-3) * Math.Sqrt(flat.numel());
        Assert.Equal(expected[0], flat.square().sum().sqrt().item<double>(), tolerance);
        Assert.Equal(expected[1], (flat * Formula.Direction(name, flat.numel())).sum().item<double>(), tolerance);
    }

    private sealed record Recordings(Dictionary<string, long> Counts, Dictionary<string, Network> Networks);

    private sealed record Network(
        long Bands,
        long Size,
        long Parameters,
        double[] Evaluated,
        double[] Trained,
        Dictionary<string, double[]> Gradients,
        Dictionary<string, double> Buffers);
}
