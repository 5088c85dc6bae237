using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class TrainingLabelsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Verdict.Confirmed, true)]
    [InlineData(Verdict.FalsePositive, false)]
    [InlineData(Verdict.Normal, false)]
    public void For_WhenThereIsAVerdict_ItOutranksVotes(Verdict verdict, bool positive)
    {
        foreach (var label in (string?[])["lens", "non-lens", null])
        {
            var example = Assert.Single(For([Labelled(1, label)], [Reviewed(1, verdict)]));

            Assert.Equal((positive, verdict), (example.Positive, example.Verdict));
        }
    }

    [Fact]
    public void For_WhenASourceIsOnlyInteresting_ItTrainsNothing()
        => Assert.Empty(For([Labelled(1, "lens")], [Reviewed(1, Verdict.Interesting), Reviewed(2, Verdict.Interesting)]));

    [Fact]
    public void For_WhenAVerdictStandsAloneWithoutVotes_ItIsAnExample()
        => Assert.Equal(new Example(new Ordinal(4), false, false, Verdict: Verdict.FalsePositive), Assert.Single(For([], [Reviewed(4, Verdict.FalsePositive)])));

    [Fact]
    public void For_WhenSomebodyAdjudicated_AVerdictOnlyAddsItsWeightWhereItAgrees()
    {
        var ruled = Labelled(1, "lens") with { Adjudicated = true };

        Assert.Equal(Verdict.Confirmed, Assert.Single(For([ruled], [Reviewed(1, Verdict.Confirmed)])).Verdict);
        foreach (var other in (Verdict[])[Verdict.FalsePositive, Verdict.Normal, Verdict.Interesting])
        {
            var example = Assert.Single(For([ruled], [Reviewed(1, other)]));
            Assert.Equal((true, (Verdict?)null), (example.Positive, example.Verdict));
        }
    }

    [Fact]
    public void For_AKnownLens_StaysAPositiveWhateverTheVerdict()
    {
        KnownLens[] known = [new(new Ordinal(1), "lens-1", "A", IsKept: true, null), new(new Ordinal(2), "lens-2", "C", IsKept: false, null)];
        var examples = TrainingLabels.For(
            Said([Labelled(1, "non-lens")], [Reviewed(1, Verdict.FalsePositive), Reviewed(2, Verdict.Confirmed)]), known, "lens", new CampaignPolicy());

        var example = Assert.Single(examples);
        Assert.Equal((1, true, true, LabelOrigin.Catalogue), (example.Source.Value, example.Positive, example.Known, example.Origin));
    }

    [Fact]
    public void For_LabelsThatAModelMade_TrainOnlyWhereThatIsAskedFor()
    {
        var made = Labelled(1, "lens") with { Origin = LabelOrigin.Machine };

        Assert.Empty(For([made], []));
        Assert.Equal(
            LabelOrigin.Machine,
            Assert.Single(TrainingLabels.For(Said([made], []), [], "lens", new CampaignPolicy { TrainOnMachineLabels = true })).Origin);
    }

    [Fact]
    public void For_WithSoftLabels_TheTargetIsTheProbabilityWhereSeveralVoted()
    {
        var fold = new LabelFold();
        var policy = new CampaignPolicy { SoftLabels = true };
        Give(fold, "ana", (1, "lens"), (2, "lens"), (3, "lens"), (4, "non-lens"));
        Give(fold, "bob", (1, "lens"), (2, "non-lens"), (4, "non-lens"));
        Give(fold, "cem", (2, "lens"));

        var examples = TrainingLabels.For(FoldedLabels.Of(fold, "lens", policy), [], "lens", policy).ToDictionary(e => e.Source.Value);

        Assert.Equal([1, 2, 3, 4], examples.Keys);
        Assert.True(examples[1].Target > examples[2].Target && examples[2].Target > 0.5 && examples[4].Target < 0.5);
        Assert.Null(examples[3].Target);
        Assert.All(TrainingLabels.For(FoldedLabels.Of(fold, "lens", new CampaignPolicy()), [], "lens", new CampaignPolicy()), e => Assert.Null(e.Target));
    }

    [Fact]
    public void Refusal_WithoutNegatives_DependsOnWhetherTheyArePresumed()
    {
        Example[] lenses = [new Example(new Ordinal(1), true, false)];

        Assert.Equal(RoundRefusal.NoNegatives, TrainingLabels.Refusal(lenses, presumed: 0));
        Assert.Equal(RoundRefusal.None, TrainingLabels.Refusal(lenses, presumed: 10));
        Assert.Equal(RoundRefusal.NoPositives, TrainingLabels.Refusal([lenses[0] with { Positive = false }], presumed: 10));
        Assert.Equal(RoundRefusal.NoLabels, TrainingLabels.Refusal([], presumed: 10));
    }

    private static IReadOnlyList<Example> For(SourceVerdict[] labels, CandidateVerdict[] reviews)
        => TrainingLabels.For(Said(labels, reviews), [], "lens", new CampaignPolicy());

    private static FoldedLabels Said(SourceVerdict[] labels, CandidateVerdict[] reviews) => new(labels, reviews, new Dictionary<Ordinal, double>());

    private static SourceVerdict Labelled(int source, string? label) => new(new Ordinal(source), label, 2, label is null ? 0 : 2, false, false);

    private static CandidateVerdict Reviewed(int source, Verdict verdict) => new(new Ordinal(source), verdict, new AnnotatorId("ana"), Noon);

    private static void Give(LabelFold fold, string annotator, params (int Source, string Label)[] labels) => fold.Add(
        new AnnotatorId(annotator),
        [new LabelsGiven(new OperationId("o"), "h", LabelKind.Label, [.. labels.Select(l => new Judgement(new Ordinal(l.Source), l.Label))], Noon)]);
}
