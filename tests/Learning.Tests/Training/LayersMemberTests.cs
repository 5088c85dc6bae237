using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks.Graphs;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Tests.Lanes;
using LensGrains.Learning.Training;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Training;

/// <summary>Members whose network is a list of layers.</summary>
public class LayersMemberTests
{
    private static readonly MemberLineage Lineage = new(null, "m", 1);

    private static readonly ImageMemberOptions Options = Rings.Options with { Kind = "layers", Graph = Graph(filters: 12), Epochs = 12, LearningRate = 1e-2 };

    private static readonly ImageMemberOptions Short = Options with { Epochs = 3 };

    [Fact]
    public void Train_WhenRingsDiffer_TellsHeldOutOnesApart()
    {
        var heldOut = Train(Rings.Set(), Options).Report.HeldOut;

        Assert.Equal(24, heldOut.Count);
        Assert.True(heldOut.Count(h => h.Positive == h.Score > 0.5) >= 0.9 * heldOut.Count);
    }

    [Fact]
    public void Train_WhenRepeated_GivesTheSameBytes()
        => Assert.Equal(Train(Rings.Set(60), Short).Checkpoint.ToBytes(), Train(Rings.Set(60), Short).Checkpoint.ToBytes());

    [Fact]
    public void Train_WhenCutOff_GoesOnToTheSameBytesWithItsOwnGraphAlone()
    {
        var set = Rings.Set(60);
        var whole = Train(set, Short).Checkpoint.ToBytes();
        var time = new FakeTime();
        var states = new List<ImageTrainingCheckpoint>();
        new ImageTrainer(time).Train(
            set, Short, Lineage, progress: new Ticking(time), breaks: new ImageTrainingBreaks(null, states.Add, TimeSpan.FromSeconds(1)));
        var late = new ImageTrainingBreaks(ImageTrainingCheckpoint.Parse(states[^2].ToBytes()), _ => { }, Timeout.InfiniteTimeSpan);
        var other = Short with { Graph = Graph(filters: 12, rate: 0.3) };

        Assert.Equal(whole, new ImageTrainer(time).Train(set, Short, Lineage, breaks: late).Checkpoint.ToBytes());
        Assert.Equal(Train(set, other).Checkpoint.ToBytes(), new ImageTrainer(time).Train(set, other, Lineage, breaks: late).Checkpoint.ToBytes());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("passes")]
    [InlineData("swagDraws")]
    public void Score_OfTheFileAlone_EqualsTheHeldOutScores(string? special)
    {
        var set = Rings.Set(60);
        var trained = Train(set, special is null ? Short : Short with { Special = new Dictionary<string, double> { [special] = 3, ["swagFrom"] = 0.3 } });
        var read = ImageMemberCheckpoint.Parse(trained.Checkpoint.ToBytes());
        var scores = new float[60];

        using var scorer = new ImageScorer([read]);
        scorer.Score(set.Images, 0, [scores]);

        Assert.Equal(Short.Graph!.ToJson(), read.Graph!.ToJson());
        Assert.NotEmpty(trained.Report.HeldOut);
        Assert.All(trained.Report.HeldOut, h => Assert.Equal(h.Score, scores[h.Ordinal / 10], 2e-5f));
    }

    [Fact]
    public void Train_FromAMemberOfTheSameLayers_StartsFromItAndFromOthersRefusesNamingAnArray()
    {
        var set = Rings.Set(60);
        SafeTensors Weights(ImageMemberOptions options) => SafeTensors.Parse(Train(set, options).Checkpoint.ToBytes());
        var still = Short with { LearningRate = 1e-12, Epochs = 1 };
        var parent = Weights(Short);

        var child = SafeTensors.Parse(new ImageTrainer(TimeProvider.System).Train(set, still, Lineage, parent).Checkpoint.ToBytes());

        Assert.Equal(parent.Tensors["layers.first.weight"].Floats(), child.Tensors["layers.first.weight"].Floats());
        foreach (var wrong in new[] { Short with { Graph = Graph(filters: 8) }, Rings.Options with { Epochs = 1 } })
        {
            var refused = Assert.Throws<CheckpointException>(() => new ImageTrainer(TimeProvider.System).Train(set, still, Lineage, Weights(wrong)));
            Assert.Contains("'layers.first.", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Validate_WithoutAGraphOrWithOneThatIsNotForIt_NamesWhatIsWrong()
    {
        Says("'layers' needs a graph of layers", Options with { Graph = null });
        Says("'resnet18_narrow' takes no graph of layers", Rings.Options with { Graph = Options.Graph });
        Says("passes need a dropout, and 'rings' has none", Options with { Graph = Graph(12, rate: 0), Special = new Dictionary<string, double> { ["passes"] = 4 } });
        Says("no option 'dropout'", Options with { Special = new Dictionary<string, double> { ["dropout"] = 0.1 } });
        Says("'first' looks at [5, 5] pixels", Options with { Graph = LayerGraph.Parse("""
            {"name": "x", "nodes": [{"id": "image", "kind": "input"}, {"id": "small", "kind": "max_pool", "inputs": ["image"], "size": 8},
             {"id": "first", "kind": "conv2d", "inputs": ["small"], "filters": 4, "kernel": 5, "padding": "valid"}]}
            """) });
    }

    [Fact]
    public void Validate_OfAGraphWithFaults_TellsAllOfThem()
    {
        var broken = LayerGraph.Parse("""{"name": "x", "nodes": [{"id": "image", "kind": "input"}, {"id": "a", "kind": "conv3d", "inputs": ["image"]}, {"id": "b", "kind": "dense", "inputs": ["a"]}]}""");

        var refused = Assert.Throws<LayerGraphException>((Options with { Graph = broken }).Validate);

        Assert.Equal([GraphFaultKind.UnknownKind, GraphFaultKind.BadSetting], refused.Faults.Select(fault => fault.Kind));
    }

    [Theory]
    [InlineData(null, "'layers' needs a graph of layers")]
    [InlineData("""{"name": "x"}""", "malformed")]
    [InlineData("""{"name": "x", "nodes": []}""", "malformed")]
    public void Parse_OfACheckpointWithoutAUsableGraph_IsRefused(string? graph, string says)
    {
        var file = SafeTensors.Parse(Train(Rings.Set(60), Short with { Epochs = 1 }).Checkpoint.ToBytes());
        var metadata = new Dictionary<string, string>(file.Metadata);
        metadata.Remove("graph");
        if (graph is not null)
        {
            metadata["graph"] = graph;
        }

        var refused = Assert.Throws<CheckpointException>(() => ImageMemberCheckpoint.Parse(new SafeTensors(file.Tensors, metadata).ToBytes()));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainAndScore_ManyTimes_KeepTheCountOfLiveTensors()
    {
        var set = Rings.Set(40);
        _ = Train(set, Short with { Epochs = 1 });

        var left = LiveTensors.LeftBy(
            () =>
            {
                for (var seed = 0; seed < 3; seed++)
                {
                    using var scorer = new ImageScorer([Train(set, Short with { Epochs = 1, Seed = seed }).Checkpoint]);
                    scorer.Score(set.Images, 0, [new float[40]]);
                }
            },
            () => Rings.MakeNetworks(6, Short));

        Assert.Equal(0, left);
    }

    private static void Says(string reason, ImageMemberOptions options)
        => Assert.Contains(reason, Assert.ThrowsAny<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);

    private static TrainedImageMember Train(LabelledImages set, ImageMemberOptions options) => new ImageTrainer(TimeProvider.System).Train(set, options, Lineage);

    private static LayerGraph Graph(int filters, double rate = 0.1) => new("rings",
    [
        new LayerNode("image", "input"),
        new LayerNode("first", "conv2d") { Inputs = ["image"], Filters = filters, Kernel = 5 },
        new LayerNode("norm", "batch_norm") { Inputs = ["first"] },
        new LayerNode("active", "activation") { Inputs = ["norm"], Function = "relu" },
        new LayerNode("pooled", "max_pool") { Inputs = ["active"], Size = 4 },
        new LayerNode("flat", "flatten") { Inputs = ["pooled"] },
        new LayerNode("dense", "dense") { Inputs = ["flat"], Units = 16 },
        new LayerNode("bent", "activation") { Inputs = ["dense"], Function = "gelu" },
        new LayerNode("dropped", "dropout") { Inputs = ["bent"], Rate = rate },
    ]);

    private sealed class Ticking(FakeTime time) : IProgress<ImageTrainingProgress>
    {
        public void Report(ImageTrainingProgress value) => time.Advance(TimeSpan.FromSeconds(2));
    }
}
