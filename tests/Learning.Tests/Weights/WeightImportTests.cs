using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Weights;

namespace LensGrains.Learning.Tests.Weights;

public sealed class WeightImportTests : IDisposable
{
    private readonly torch.Generator _generator = new(1);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Load_WithoutTheHead_LeavesItAtItsStart()
    {
        using var source = Make(outputs: 10);
        using var network = Make();
        var before = Values(network, "fc.weight");

        var report = WeightImport.Load(network, FileOf(source), new WeightOptions());

        Assert.Equal(["fc.bias", "fc.weight"], report.LeftAtStart.Order(StringComparer.Ordinal));
        Assert.Equal(["fc.bias", "fc.weight"], report.Unused.Order(StringComparer.Ordinal));
        Assert.Equal(before, Values(network, "fc.weight"));
        Assert.Equal(Values(source, "conv1.weight"), Values(network, "conv1.weight"));
    }

    [Fact]
    public void Load_WithAHeadForOtherClasses_NamesTheArrayAndBothShapes()
    {
        using var source = Make(outputs: 10);
        using var network = Make();
        var before = NetworkStates.Save(network);

        var refused = Assert.Throws<CheckpointException>(
            () => WeightImport.Load(network, FileOf(source), new WeightOptions { Head = HeadWeights.Load }));

        Assert.Contains("'fc.weight' is F32 [10, 128]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is [1, 128] in the network", refused.Message, StringComparison.Ordinal);
        Assert.All(NetworkStates.Save(network), named => Assert.True(before[named.Key].Bytes.Span.SequenceEqual(named.Value.Bytes.Span)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public void Load_IntoAnotherNumberOfBands_AnswersTheSameOnImagesWithEqualBands(long bands)
    {
        using var source = Make();
        using var network = Make(bands);
        var report = WeightImport.Load(network, FileOf(source), new WeightOptions { Head = HeadWeights.Load });

        source.eval();
        network.eval();
        var grey = torch.rand([2, 1, 16, 16], generator: _generator);
        var expected = source.forward(grey.expand(2, 3, 16, 16)).data<float>().ToArray();
        var actual = network.forward(grey.expand(2, bands, 16, 16)).data<float>().ToArray();

        Assert.Equal("conv1.weight", Assert.Single(report.Adapted).Name);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Load_IntoASmallStem_RefusesUnlessTheFirstLayerMayStayAtItsStart()
    {
        using var source = Make();
        using var network = ResNet.Of18(new NetworkOptions { Width = 0.25, Stem = Stem.Small }, _generator);

        var refused = Assert.Throws<CheckpointException>(() => WeightImport.Load(network, FileOf(source), new WeightOptions()));
        var report = WeightImport.Load(network, FileOf(source), new WeightOptions { FirstLayer = OtherKernel.LeaveAtStart });

        Assert.Contains("[16, 3, 7, 7] in the file; 'conv1.weight' is [16, 3, 3, 3]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("conv1.weight", report.LeftAtStart);
        Assert.Equal(Values(source, "layer1.0.conv1.weight"), Values(network, "layer1.0.conv1.weight"));
    }

    [Fact]
    public void Load_WithShortFloats_WidensThem()
    {
        using var source = Make();
        using var network = Make();
        var file = FileOf(source);
        var name = "layer1.0.conv1.weight";
        var floats = file.Tensors[name].Floats();
        var brain = floats.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))).ToArray();
        var half = file.Tensors["bn1.weight"].Floats().SelectMany(value => BitConverter.GetBytes((Half)value)).ToArray();
        var tensors = file.Tensors.ToDictionary();
        tensors[name] = new StoredTensor(TensorElement.BF16, file.Tensors[name].Shape, brain);
        tensors["bn1.weight"] = new StoredTensor(TensorElement.F16, file.Tensors["bn1.weight"].Shape, half);

        WeightImport.Load(network, WeightFile.Parse(new SafeTensors(tensors, file.Metadata).ToBytes()), new WeightOptions());

        Assert.All(floats.Zip(Values(network, name)), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) / 128));
        Assert.Equal(file.Tensors["bn1.weight"].Floats().Select(value => (float)(Half)value), Values(network, "bn1.weight"));
    }

    [Fact]
    public void Load_WithAMissingArray_NamesIt()
    {
        using var network = Make();
        var tensors = FileOf(network).Tensors.ToDictionary();
        tensors.Remove("layer3.1.bn2.running_var");

        var refused = Assert.Throws<CheckpointException>(
            () => WeightImport.Load(network, new SafeTensors(tensors, new Dictionary<string, string>()), new WeightOptions()));

        Assert.Contains("lacks 'layer3.1.bn2.running_var'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithAnArrayThatChangesTheFeatures_RefusesInsteadOfLeavingItOut()
    {
        using var network = Make();
        var tensors = FileOf(network).Tensors.ToDictionary();
        tensors["layer1.0.se.fc1.weight"] = StoredTensor.Of([1f], 1);

        var refused = Assert.Throws<CheckpointException>(
            () => WeightImport.Load(network, new SafeTensors(tensors, new Dictionary<string, string>()), new WeightOptions()));

        Assert.Contains("layer1.0.se.fc1.weight", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAZoobotCheckpoint_TakesTheEncoderAndLeavesTheRest()
    {
        using var source = Make();
        using var network = Make();
        var tensors = FileOf(source).Tensors.Where(named => !named.Key.StartsWith("fc.", StringComparison.Ordinal))
            .ToDictionary(named => "encoder." + named.Key, named => named.Value);
        tensors["head.1.weight"] = StoredTensor.Of([1f, 2f], 1, 2);

        var report = WeightImport.Load(network, new SafeTensors(tensors, new Dictionary<string, string>()), new WeightOptions());

        Assert.Equal("encoder.", report.Prefix);
        Assert.Equal(["head.1.weight"], report.Unused);
        Assert.Equal(Values(source, "layer4.1.conv2.weight"), Values(network, "layer4.1.conv2.weight"));
    }

    [Fact]
    public void Load_OfAnotherNetwork_SaysWhatTheFileHas()
    {
        using var network = Make();
        var file = new SafeTensors(
            new Dictionary<string, StoredTensor> { ["stages.0.blocks.0.conv_dw.weight"] = StoredTensor.Of([1f], 1) }, new Dictionary<string, string>());

        var refused = Assert.Throws<CheckpointException>(() => WeightImport.Load(network, file, new WeightOptions()));

        Assert.Contains("conv1.weight by torchvision", refused.Message, StringComparison.Ordinal);
        Assert.Contains("stages.0.blocks.0.conv_dw.weight", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfAPickle_RefusesAndTellsHowToConvertIt()
    {
        byte[][] pickles = [[(byte)'P', (byte)'K', 3, 4, 0, 0], [0x80, 2, 0x8A, 10, 0x6C], [0x80, 2, (byte)'}', (byte)'q', 0]];

        Assert.All(pickles, pickle => Assert.Contains(
            "safetensors.torch", Assert.Throws<CheckpointException>(() => WeightFile.Parse(pickle)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_Again_LeavesNoTensorBehind()
    {
        using var network = Make();
        var file = FileOf(network);
        WeightImport.Load(network, file, new WeightOptions());
        var before = torch.Tensor.TotalCount;

        WeightImport.Load(network, file, new WeightOptions());

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    private ImageNetwork Make(long bands = 3, long outputs = 1)
        => ResNet.Of18(new NetworkOptions { Inputs = bands, Outputs = outputs, Width = 0.25 }, _generator);

    private static SafeTensors FileOf(ImageNetwork network) => new(NetworkStates.Save(network), new Dictionary<string, string>());

    private static float[] Values(ImageNetwork network, string name) => NetworkStates.Save(network)[name].Floats();
}
