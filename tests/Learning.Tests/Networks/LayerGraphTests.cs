using LensGrains.Learning.Networks;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Networks;

public sealed class LayerGraphTests : IDisposable
{
    /// <summary>A residual block, a separable convolution and two paths that meet: every kind of node.</summary>
    private const string Whole =
        """
        {
          "name": "two_paths",
          "nodes": [
            {"id": "score", "kind": "dense", "inputs": ["both"], "units": 16},
            {"id": "image", "kind": "input"},
            {"id": "first", "kind": "conv2d", "inputs": ["image"], "filters": 8, "kernel": 5},
            {"id": "norm", "kind": "batch_norm", "inputs": ["first"]},
            {"id": "relu", "kind": "activation", "inputs": ["norm"], "function": "relu"},
            {"id": "deep", "kind": "separable_conv2d", "inputs": ["relu"], "filters": 8},
            {"id": "sum", "kind": "add", "inputs": ["relu", "deep"]},
            {"id": "small", "kind": "max_pool", "inputs": ["sum"]},
            {"id": "thin", "kind": "conv2d", "inputs": ["small"], "filters": 4, "kernel": 4, "stride": 2, "padding": "valid"},
            {"id": "flat", "kind": "flatten", "inputs": ["thin"]},
            {"id": "mean", "kind": "global_average_pool", "inputs": ["small"]},
            {"id": "both", "kind": "concat", "inputs": ["flat", "drop"]},
            {"id": "drop", "kind": "dropout", "inputs": ["mean"], "rate": 0.25}
          ]
        }
        """;

    private const string Begin = """{"name": "x", "nodes": [{"id": "in", "kind": "input"}, """;

    private readonly torch.Generator _generator = new(41);
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Of_AWholeGraph_KnowsItsShapesAndParameters()
    {
        var plan = GraphPlan.Of(LayerGraph.Parse(Whole), 3, 24, 20);

        Assert.Equal("[8, 24, 20]", plan.Shapes["sum"].ToString());
        Assert.Equal("[4, 5, 4]", plan.Shapes["thin"].ToString());
        Assert.Equal("[88]", plan.Shapes["both"].ToString());
        Assert.Equal("score", plan.Output.Id);
        Assert.Equal(16, plan.FeatureWidth);
        // Convolution, norm, depthwise and pointwise, thin convolution, dense layer, head.
        Assert.Equal((25 * 3 * 8) + 8 + 16 + 72 + 64 + 8 + (16 * 8 * 4) + 4 + (89 * 16) + 17, plan.Parameters);
        Assert.True(plan.Layers.Select((node, at) => node.Inputs.All(input => plan.Layers.Take(at).Any(before => before.Id == input))).All(right => right));
    }

    [Fact]
    public void Network_OfAWholeGraph_HasThePlannedParametersAndLearnsWithAllOfThem()
    {
        var plan = GraphPlan.Of(LayerGraph.Parse(Whole), 3, 24, 20);
        using var network = new GraphNetwork(plan, _generator);

        network.forward(torch.randn([5, 3, 24, 20], generator: _generator)).square().sum().backward();

        Assert.Equal(plan.Parameters, NetworkStates.CountParameters(network));
        Assert.All(network.named_parameters(), named => Assert.True(
            named.parameter.grad is { } grad && grad.isfinite().all().item<bool>(), named.name));
        Assert.Contains("layers.deep.pointwise.weight", network.state_dict().Keys);
        network.eval();
        Assert.Equal([2, 16], network.Features(torch.ones([2, 3, 24, 20])).shape);
        Assert.Contains(
            "[3, 24, 20]; these are [2, 3, 24, 24]",
            Assert.Throws<ArgumentException>(() => network.forward(torch.ones([2, 3, 24, 24]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Network_InEvaluation_EqualsItsLayersByHandAndSeesEachImageAlone()
    {
        using var network = new GraphNetwork(GraphPlan.Of(LayerGraph.Parse(Whole), 1, 16, 16), _generator);
        network.forward(torch.randn([8, 1, 16, 16], generator: _generator));
        network.eval();
        var images = torch.randn([3, 1, 16, 16], generator: _generator);

        Assert.True(network.forward(images).allclose(ByHand(network, images), 1e-5, 1e-6));
        Assert.True(network.forward(images).allclose(torch.cat(images.split(1).Select(image => network.forward(image)).ToArray()), 1e-5, 1e-6));
    }

    [Fact]
    public void Network_WithTheSameSeed_HasTheSameWeights_AndLeavesNoTensors()
    {
        using var one = new torch.Generator(4);
        using var two = new torch.Generator(4);
        var plan = GraphPlan.Of(LayerGraph.Parse(Whole), 1, 16, 16);
        using var network = new GraphNetwork(plan, one);
        using var same = new GraphNetwork(plan, two);
        var images = torch.ones([2, 1, 16, 16]);
        using var inner = torch.NewDisposeScope();

        network.eval();
        _ = network.forward(images);

        Assert.Equal(1, inner.DisposablesCount);
        Assert.All(network.parameters().Zip(same.parameters()), pair => Assert.True(pair.First.Equals(pair.Second)));
    }

    [Fact]
    public void Network_OfTheDocumentedExample_AnswersAtTwoSizes()
    {
        var page = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "learning.md"));
        var section = page[page.IndexOf("### A network from JSON", StringComparison.Ordinal)..];
        var start = section.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        var graph = LayerGraph.Parse(section[start..section.IndexOf("```", start, StringComparison.Ordinal)]);

        Assert.All(new long[] { 32, 64 }, size =>
        {
            using var network = new GraphNetwork(GraphPlan.Of(graph, 3, size, size), _generator);
            Assert.Equal([2, 1], network.forward(torch.ones([2, 3, size, size])).shape);
        });
        Assert.All(LayerKinds.Names, kind => Assert.Contains($"| `{kind}` |", section, StringComparison.Ordinal));
    }

    [Fact]
    public void ToJson_AndBack_IsTheSameGraph()
    {
        var graph = LayerGraph.Parse(Whole);

        Assert.Equal(graph.ToJson(), LayerGraph.Parse(graph.ToJson()).ToJson());
        Assert.Equal(0.25, LayerGraph.Parse(graph.ToJson()).Nodes.Single(node => node.Id == "drop").Rate);
    }

    [Fact]
    public void Of_AGraphThatEndsInMaps_AveragesThem()
    {
        using var network = new GraphNetwork(Plan("""{"id": "a", "kind": "conv2d", "inputs": ["in"], "filters": 7}"""), _generator);

        Assert.Equal([2, 7], network.Features(torch.ones([2, 1, 32, 32])).shape);
        Assert.Equal([2, 1], network.forward(torch.ones([2, 1, 32, 32])).shape);
    }

    [Theory]
    [InlineData("""{"id": "a", "kind": "conv3d", "inputs": ["in"]}""", GraphFaultKind.UnknownKind, "unknown kind 'conv3d'")]
    [InlineData("""{"id": "a", "kind": "conv2d", "inputs": ["in"]}""", GraphFaultKind.BadSetting, "needs 'filters'")]
    [InlineData("""{"id": "a", "kind": "conv2d", "inputs": ["in"], "filters": 0}""", GraphFaultKind.BadSetting, "'filters' of 'a' is 0")]
    [InlineData("""{"id": "a", "kind": "conv2d", "inputs": ["in"], "filters": 4, "kernel": 4}""", GraphFaultKind.BadSetting, "odd where the padding is 'same'")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["in"], "units": 4}""", GraphFaultKind.BadSetting, "has no setting 'units'")]
    [InlineData("""{"id": "a", "kind": "activation", "inputs": ["in"], "function": "swoosh"}""", GraphFaultKind.BadSetting, "'function' of 'a' is swoosh")]
    [InlineData("""{"id": "a", "kind": "dropout", "inputs": ["in"], "rate": 1}""", GraphFaultKind.BadSetting, "in [0, 1)")]
    [InlineData("""{"id": "a.b", "kind": "flatten", "inputs": ["in"]}""", GraphFaultKind.BadSetting, "no name of a node")]
    [InlineData("""{"id": "in", "kind": "flatten", "inputs": ["in"]}""", GraphFaultKind.DuplicateNode, "2 nodes are called 'in'")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["b"]}""", GraphFaultKind.UnknownInput, "'a' takes 'b'")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["in", "in"]}""", GraphFaultKind.WrongInputs, "has 2 inputs and needs one")]
    [InlineData("""{"id": "a", "kind": "add", "inputs": ["in"]}""", GraphFaultKind.WrongInputs, "has 1 inputs and needs 2 or more")]
    [InlineData("""{"id": "a", "kind": "input"}""", GraphFaultKind.NotOneInput, "several inputs: 'in', 'a'")]
    [InlineData("""{"id": "a", "kind": "add", "inputs": ["in", "b"]}, {"id": "b", "kind": "flatten", "inputs": ["a"]}""", GraphFaultKind.Cycle, "b → a → b|a → b → a")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["a"]}""", GraphFaultKind.Cycle, "a → a")]
    [InlineData("""{"id": "a", "kind": "add"}, {"id": "b", "kind": "add", "inputs": ["in", "a"]}""", GraphFaultKind.Unreachable, "Nothing of the image reaches 'a'")]
    [InlineData("""{"id": "a", "kind": "flatten"}""", GraphFaultKind.Unreachable, "Nothing of the image reaches 'a'")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["in"]}, {"id": "b", "kind": "flatten", "inputs": ["in"]}""", GraphFaultKind.SeveralOutputs, "'a', 'b'")]
    [InlineData("""{"id": "a", "kind": "max_pool", "inputs": ["in"]}, {"id": "b", "kind": "add", "inputs": ["in", "a"]}""", GraphFaultKind.ShapeMismatch, "[1, 32, 32] of 'in' and [1, 16, 16] of 'a'")]
    [InlineData("""{"id": "a", "kind": "max_pool", "inputs": ["in"]}, {"id": "b", "kind": "concat", "inputs": ["in", "a"]}""", GraphFaultKind.ShapeMismatch, "joins [1, 32, 32] of 'in' and [1, 16, 16] of 'a'")]
    [InlineData("""{"id": "a", "kind": "dense", "inputs": ["in"], "units": 4}""", GraphFaultKind.ShapeMismatch, "takes a vector [d]; 'in' gives [1, 32, 32]")]
    [InlineData("""{"id": "a", "kind": "flatten", "inputs": ["in"]}, {"id": "b", "kind": "conv2d", "inputs": ["a"], "filters": 4}""", GraphFaultKind.ShapeMismatch, "takes maps [c, y, x]; 'a' gives [1024]")]
    [InlineData("""{"id": "a", "kind": "max_pool", "inputs": ["in"], "size": 16}, {"id": "b", "kind": "max_pool", "inputs": ["a"], "size": 3}""", GraphFaultKind.ShapeMismatch, "[3, 3] pixels, which do not fit into [1, 2, 2]")]
    [InlineData("""{"id": "f", "kind": "flatten", "inputs": ["in"]}, {"id": "a", "kind": "dense", "inputs": ["f"], "units": 60000}""", GraphFaultKind.TooManyParameters, "61,560,001 parameters, 50,000,000 are allowed")]
    public void Check_OfAGraphThatCannotBeBuilt_NamesTheFault(string nodes, GraphFaultKind kind, string told)
    {
        var graph = LayerGraph.Parse(Begin + nodes + "]}");

        var fault = Assert.Single(GraphPlan.Check(graph, 1, 32, 32));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(told.Split('|'), part => fault.Message.Contains(part, StringComparison.Ordinal));
        Assert.Equal([fault], Assert.Throws<LayerGraphException>(() => GraphPlan.Of(graph, 1, 32, 32)).Faults);
    }

    [Fact]
    public void Check_OfSeveralFaults_NamesThemAll()
    {
        var graph = LayerGraph.Parse(Begin + """{"id": "a", "kind": "what"}, {"id": "b", "kind": "dense", "inputs": ["a"]}]}""");

        Assert.Equal([GraphFaultKind.UnknownKind, GraphFaultKind.BadSetting], GraphPlan.Check(graph, 1, 32, 32).Select(fault => fault.Kind));
    }

    [Fact]
    public void Check_OfNodesThatDoubleWhatTheyGet_EndsBeforeTheNumbersDo()
    {
        var nodes = Enumerable.Range(0, 200).Select(i =>
            $$"""{"id": "n{{i}}", "kind": "concat", "inputs": ["{{(i == 0 ? "in" : $"n{i - 1}")}}", "{{(i == 0 ? "in" : $"n{i - 1}")}}"]}""");

        var fault = Assert.Single(GraphPlan.Check(LayerGraph.Parse(Begin + string.Join(", ", nodes) + "]}"), 1, 32, 32));

        Assert.Equal(GraphFaultKind.TooLarge, fault.Kind);
    }

    [Theory]
    [InlineData("", "does not read")]
    [InlineData("{\"name\": \"x\"}", "nodes")]
    [InlineData("{\"name\": \"x\", \"nodes\": [{\"id\": \"a\", \"kind\": \"input\", \"filter\": 3}]}", "filter")]
    [InlineData("{\"name\": \"x\", \"nodes\": [{\"id\": \"a\", \"kind\": 3}]}", "does not read")]
    [InlineData("{\"name\": \"x\", \"nodes\": [null]}", "is null")]
    [InlineData("{\"name\": \"x\", \"nodes\": [{\"id\": \"a\", \"kind\": \"flatten\", \"inputs\": [null]}]}", "is null")]
    [InlineData("null", "no graph")]
    public void Parse_OfTextThatIsNoGraph_SaysSo(string text, string told)
    {
        var refused = Assert.Throws<LayerGraphException>(() => LayerGraph.Parse(text));

        Assert.Equal(GraphFaultKind.Malformed, Assert.Single(refused.Faults).Kind);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    private static GraphPlan Plan(string nodes) => GraphPlan.Of(LayerGraph.Parse(Begin + nodes + "]}"), 1, 32, 32);

    private static torch.Tensor ByHand(GraphNetwork network, torch.Tensor images)
    {
        var p = network.state_dict();
        var first = torch.nn.functional.conv2d(images, p["layers.first.weight"], p["layers.first.bias"], padding: [2, 2]);
        var relu = torch.nn.functional.batch_norm(
            first, p["layers.norm.running_mean"], p["layers.norm.running_var"], p["layers.norm.weight"], p["layers.norm.bias"], false).relu();
        var depthwise = torch.nn.functional.conv2d(relu, p["layers.deep.depthwise.weight"], padding: [1, 1], groups: 8);
        var sum = relu + torch.nn.functional.conv2d(depthwise, p["layers.deep.pointwise.weight"], p["layers.deep.pointwise.bias"]);
        var small = torch.nn.functional.max_pool2d(sum, [2, 2]);
        var thin = torch.nn.functional.conv2d(small, p["layers.thin.weight"], p["layers.thin.bias"], strides: [2, 2]);
        var both = torch.cat([thin.flatten(1), small.mean([2, 3])], 1);
        var score = torch.nn.functional.linear(both, p["layers.score.weight"], p["layers.score.bias"]);
        return torch.nn.functional.linear(score, p["head.weight"], p["head.bias"]);
    }
}
