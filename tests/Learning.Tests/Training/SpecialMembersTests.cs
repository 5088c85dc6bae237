using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using LensGrains.Learning.Scoring;
using LensGrains.Learning.Training;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Training;

/// <summary>Members that are more than a network: each trains, scores from its file as it did in training, and goes on after a break to the same bytes.</summary>
public class SpecialMembersTests
{
    private static readonly MemberLineage Lineage = new(null, "m", 1);

    public static TheoryData<string> Specials => ["passes=4,dropout=0.2", "swagDraws=3,swagFrom=0.5,swagRank=3", "orientations=8", "adversaryRadius=0.02"];

    [Theory]
    [MemberData(nameof(Specials))]
    public void Score_OfTheFile_EqualsTheHeldOutScores(string special)
    {
        var set = Rings.Set(60);
        var trained = new ImageTrainer(TimeProvider.System).Train(set, OptionsOf(special), Lineage);
        var scores = new float[60];

        using var scorer = new ImageScorer([ImageMemberCheckpoint.Parse(trained.Checkpoint.ToBytes())]);
        scorer.Score(set.Images, 0, [scores]);

        Assert.NotEmpty(trained.Report.HeldOut);
        Assert.All(trained.Report.HeldOut, h => Assert.Equal(h.Score, scores[h.Ordinal / 10], 2e-5f));
    }

    [Theory]
    [MemberData(nameof(Specials))]
    public void Train_WhenCutOff_GoesOnToTheSameBytes(string special)
    {
        var set = Rings.Set(60);
        var options = OptionsOf(special);
        var whole = new ImageTrainer(TimeProvider.System).Train(set, options, Lineage).Checkpoint.ToBytes();
        var time = new FakeTime();
        var states = new List<ImageTrainingCheckpoint>();
        var breaks = new ImageTrainingBreaks(null, states.Add, TimeSpan.FromSeconds(1));

        new ImageTrainer(time).Train(set, options, Lineage, progress: new Ticking(time), breaks: breaks);
        var late = ImageTrainingCheckpoint.Parse(states[^2].ToBytes());
        var resumed = new ImageTrainer(time).Train(set, options, Lineage, breaks: new ImageTrainingBreaks(late, _ => { }, Timeout.InfiniteTimeSpan));

        Assert.Equal(whole, resumed.Checkpoint.ToBytes());
    }

    [Theory]
    [InlineData("passes=4,dropout=0.2")]
    [InlineData("swagDraws=4,swagFrom=0.4")]
    [InlineData("orientations=3")]
    public void Predict_OfAMemberWithSeveralAnswers_SaysHowMuchTheyVary(string special)
    {
        var set = Rings.Set(60);
        var trained = new ImageTrainer(TimeProvider.System).Train(set, OptionsOf(special), Lineage);
        using var generator = new torch.Generator(1);
        using var member = trained.Checkpoint.Create(torch.device("cpu"), generator);
        var pixels = new float[8 * Rings.Contract.Length];
        set.Images.Read([0, 1, 2, 3, 4, 5, 6, 7], pixels);
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var images = torch.tensor(pixels, [8, 1, 16, 16]);

        var together = member.Predict(images, null);
        var alone = member.Predict(images.narrow(0, 3, 1), null);

        Assert.All(together.LogitVariance.data<float>().ToArray(), variance => Assert.True(variance > 0));
        Assert.Equal(together.Probability.data<float>().ToArray()[3], alone.Probability.item<float>(), 1e-5f);
    }

    [Fact]
    public void Predict_OverAllOrientations_IsTheMeanOfTheLogOddsAndDoesNotHangOnHowTheImageIsTurned()
    {
        var options = Rings.Options with { Epochs = 1 };
        var plain = new ImageTrainer(TimeProvider.System).Train(Rings.Set(60), options, Lineage).Checkpoint;
        using var generator = new torch.Generator(1);
        using var member = ImageMembers.Create(options with { Special = new Dictionary<string, double> { ["orientations"] = 8 } }, generator);
        using var single = plain.Create(torch.device("cpu"), generator);
        member.Load(SafeTensors.Parse(plain.ToBytes()));
        member.Module.eval();
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var images = torch.randn([5, 1, 16, 16], generator: generator);

        float[] Scores(ImageMember of, torch.Tensor seen) => of.Predict(seen, null).Probability.data<float>().ToArray();
        var scores = Scores(member, images);
        var each = Enumerable.Range(0, 8).Select(k => single.Logits(Orientation.Turn(images, k), null).data<float>().ToArray()).ToArray();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1 / (1 + Math.Exp(-each.Average(logits => logits[i]))), scores[i], 1e-6);
        }

        Assert.All(Enumerable.Range(1, 7), k => Assert.All(scores.Zip(Scores(member, Orientation.Turn(images, k))), pair => Assert.Equal(pair.First, pair.Second, 1e-6f)));
        Assert.Contains(scores.Zip(Scores(single, images)), pair => Math.Abs(pair.First - pair.Second) > 1e-4);
    }

    [Fact]
    public void Train_AgainstAnAdversary_LogsBothLossesAndIsHarderToFool()
    {
        var plain = new ImageTrainer(TimeProvider.System).Train(Rings.Set(), Rings.Options, Lineage);
        var robust = new ImageTrainer(TimeProvider.System).Train(
            Rings.Set(), Rings.Options with { Special = new Dictionary<string, double> { ["adversaryRadius"] = 0.1 } }, Lineage);

        var (against, without) = (LossUnderAttack(robust.Checkpoint), LossUnderAttack(plain.Checkpoint));
        Assert.All(robust.Report.Epochs, e => Assert.True(e.Terms["loss.adversarial"] > 0 && e.Terms["loss.clean"] > 0));
        Assert.True(against < 0.7 * without, $"{against} against {without}; {string.Join(' ', robust.Report.Epochs.Select(e => $"{e.Terms["loss.clean"]:0.000}/{e.Terms["loss.adversarial"]:0.000}"))}");
    }

    [Theory]
    [InlineData("passes", 4, "swagDraws", 4)]
    [InlineData("orientations", 8, "swagDraws", 4)]
    [InlineData("orientations", 9, "dropout", 0.1)]
    [InlineData("orientations", 7.9, "dropout", 0.1)]
    [InlineData("passes", 1, "dropout", 0.1)]
    [InlineData("arcs", 1, "dropout", 0.1)]
    public void Validate_OfNumbersThatCannotBeMeant_Refuses(string one, double oneValue, string other, double otherValue)
    {
        var options = Rings.Options with { Special = new Dictionary<string, double> { [one] = oneValue, [other] = otherValue } };

        Assert.Throws<ArgumentException>(options.Validate);
    }

    private static ImageMemberOptions OptionsOf(string special) => Rings.Options with
    {
        Epochs = 4,
        Special = special.Split(',').Select(s => s.Split('=')).ToDictionary(s => s[0], s => double.Parse(s[1], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static double LossUnderAttack(ImageMemberCheckpoint checkpoint)
    {
        using var generator = new torch.Generator(1);
        using var member = checkpoint.Create(torch.device("cpu"), generator);
        using var scope = torch.NewDisposeScope();
        var batch = new ImageBatches(Rings.Set(), torch.device("cpu")).Of([.. Enumerable.Range(0, 120).Select(i => (long)i)]);
        torch.Tensor Loss(torch.Tensor images) => member.Loss(batch with { Images = images }, new LossOptions(), 1).Total;
        var attacked = LensGrains.Learning.Networks.Adversary.Perturb(member.Module, batch.Images, Loss, new LensGrains.Learning.Networks.AdversaryOptions { Radius = 0.1 });
        return Loss(attacked).item<float>();
    }

    private sealed class Ticking(FakeTime time) : IProgress<ImageTrainingProgress>
    {
        public void Report(ImageTrainingProgress value) => time.Advance(TimeSpan.FromSeconds(2));
    }
}
