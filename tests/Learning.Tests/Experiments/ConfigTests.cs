using LensGrains.Imaging;
using LensGrains.Learning.Experiments;
using LensGrains.Learning.Training;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Experiments;

public sealed class ConfigTests
{
    private static readonly string Members = Path.Combine(TestFiles.Root, "configs", "members");
    private static readonly string Experiments = Path.Combine(TestFiles.Root, "configs", "experiments");

    public static TheoryData<string> MemberFiles => [.. Names(Members)];

    public static TheoryData<string> ExperimentFiles => [.. Names(Experiments)];

    [Fact]
    public void Members_EveryKind_HasAFile()
        => Assert.Empty(MemberConfig.Kinds.Except(Names(Members).Select(name => Read(name).Kind)));

    [Theory]
    [MemberData(nameof(MemberFiles))]
    public void Member_FromItsFile_IsWhatItsNameSaysAndSurvivesBeingWritten(string name)
    {
        var member = Read(name);

        Assert.Equal(name, member.Name);
        Assert.Equal(member.ToJson().ToJsonString(), MemberConfig.Parse(member.ToJson(), new ImageContract()).ToJson().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(MemberFiles))]
    public void Member_FromItsFile_TrainsAStepOfATinyVersion(string name)
    {
        var config = TinyExperiment.Config with
        {
            Data = new DataConfig { Kind = DataKind.Survey, Train = 12, Test = 10, Size = 32 }, Contract = new ImageContract { Size = 32 }, Members = [Tiny(Read(name))],
        };

        var result = TinyExperiment.Run(config, TestFiles.NewFolder("member"));

        Assert.Empty(result.Seeds[0].Failures);
        Assert.Equal(10, result.Seeds[0].Sources);
    }

    [Theory]
    [MemberData(nameof(ExperimentFiles))]
    public void Experiment_FromItsFile_IsWholeAndNamesWhatIsThere(string name)
    {
        var config = ReadExperiment(name);

        Assert.Equal(name, config.Name);
        Assert.NotEmpty(config.About);
        Assert.All(config.Baselines, baseline => Assert.True(File.Exists(config.PathOf(baseline.Script)), baseline.Script));
        var written = ExperimentConfig.Parse(config.ToJson().ToJsonString(), Experiments, _ => null);
        Assert.Equal(config.ToJson().ToJsonString(), written.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("""{"nmae":"x"}""", "there is no key 'nmae'")]
    [InlineData("""{"data":{"trian":5}}""", "there is no key 'data.trian'")]
    [InlineData("""{"evaluation":{"bootstrap":{"samples":5}}}""", "there is no key 'evaluation.bootstrap.samples'")]
    [InlineData("""{"members":[{"kind":"mlp","epochs":3}]}""", "member 'mlp': there is no key 'epochs'")]
    [InlineData("""{"members":[{"kind":"mlp","tokens":4}]}""", "member 'mlp': there is no key 'tokens'")]
    [InlineData("""{"members":[{"kind":"gmlp","hiddenWidth":15}]}""", "member 'gmlp': Member options: the hidden width of a gmlp is even")]
    [InlineData("""{"members":[{"kind":"resnet18_narrow","loss":{"gamma":2}}]}""", "member 'resnet18_narrow': there is no key 'loss.gamma'")]
    [InlineData("""{"members":["layers"]}""", "member 'layers': Member options: 'layers' needs a graph of layers.")]
    [InlineData("""{"members":[{"kind":"layers","graph":{"name":"x","nodes":[{"id":"in","kind":"input"},{"id":"a","kind":"conv3d","inputs":["in"]}]}}]}""", "member 'layers': 'a' is of the unknown kind 'conv3d'")]
    [InlineData("""{"members":[{"kind":"layers","graph":{"name":"x","nodes":[{"id":"in","kind":"input","colour":1}]}}]}""", "member 'layers': The graph does not read")]
    [InlineData("""{"members":[{"kind":"resnet18_narrow","graph":{"name":"x","nodes":[]}}]}""", "member 'resnet18_narrow': there is no key 'graph'")]
    [InlineData("""{"members":["resnet19"]}""", "There is no member 'resnet19' on images")]
    [InlineData("""{"members":[{"kind":"resnet18_narrow","epochs":0}]}""", "epochs are 1 to 10,000")]
    [InlineData("""{"members":[{"kind":"resnet18_narrow","special":{"colour":1}}]}""", "'colour'")]
    [InlineData("""{"members":[{"kind":"resnet18_narrow","augmentation":"d8"}]}""", "There is no augmentation 'd8'")]
    [InlineData("""{"members":["mlp","mlp"]}""", "two members have one name")]
    [InlineData("""{"members":["mlp"],"seeds":[]}""", "seeds are one or more")]
    [InlineData("""{"members":["mlp"],"data":{"kind":"files"}}""", "files need data.images and data.labels")]
    [InlineData("""{"members":["mlp"],"data":{"kind":"moon"}}""", "data.kind")]
    [InlineData("""{"members":["mlp"],"data":{"card":"imagenet"}}""", "data.card 'imagenet' is not known")]
    [InlineData("""{"members":["mlp"],"data":{"shares":{"Comet":0.1}}}""", "there is no kind 'Comet'")]
    [InlineData("""{"members":[]}""", "there is no member")]
    [InlineData("""{"members":["mlp"]""", "does not read")]
    public void Parse_WhenSomethingIsWrong_NamesIt(string text, string reason)
    {
        var refused = Assert.Throws<ExperimentException>(() => ExperimentConfig.Parse(text, "", _ => null));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WhatIsNotSaid_HasItsDefault()
    {
        var config = ExperimentConfig.Parse("""{"members":[{"kind":"resnet18_narrow","loss":{"focalGamma":2},"augmentation":"sky"}],"contract":{"size":48}}""", "", _ => null);

        var member = config.Members[0].Image!;
        Assert.Equal((2, 0, 48, 3), (member.Loss.FocalGamma, member.Loss.LabelSmoothing, member.Contract.Size, member.Contract.Bands));
        Assert.Equal(LensGrains.Learning.Augmentations.Augmentation.Sky, member.Augmentation);
        Assert.Equal(new ImageMemberOptions().LearningRate, member.LearningRate);
    }

    private static MemberConfig Tiny(MemberConfig member)
    {
        if (member.Vector is { } vector)
        {
            return member with { Vector = vector with { MaximumEpochs = 1, EpochsWithoutHeldOut = 1 } };
        }

        var contract = new ImageContract { Size = 32 };
        var special = member.Image!.Special.ToDictionary(number => number.Key, number => number.Key is "passes" or "swagDraws" or "orientations" ? 2 : number.Value);
        return member with
        {
            Image = member.Image with { Kind = Small(member.Kind), Contract = contract, Epochs = 1, BatchSize = 4, SamplesPerEpoch = 4, Special = special },
        };
    }

    /// <summary>The small network of the same design.</summary>
    private static string Small(string kind)
        => kind == "vit_b_16" ? "vit_tiny" : MemberConfig.Kinds.FirstOrDefault(other => other == kind + "_narrow" || other == kind + "_tiny") ?? kind;

    private static MemberConfig Read(string name) => ExperimentConfig.ParseMember(File.ReadAllText(Path.Combine(Members, name + ".json")), new ImageContract());

    private static ExperimentConfig ReadExperiment(string name) => ExperimentConfig.Parse(
        File.ReadAllText(Path.Combine(Experiments, name + ".json")), Experiments, member => File.ReadAllText(Path.Combine(Members, member + ".json")));

    private static string[] Names(string folder)
        => [.. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
}
