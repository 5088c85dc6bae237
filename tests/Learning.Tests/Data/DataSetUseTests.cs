using LensGrains.Learning.Data;
using LabelOrigin = LensGrains.Core.Labeling.LabelOrigin;

namespace LensGrains.Learning.Tests;

public sealed class DataSetUseTests
{
    [Theory]
    [InlineData("galaxiesml")]
    [InlineData("galaxy-zoo")]
    [InlineData("galaxy10")]
    public void Check_DataWithoutLensLabels_ArePretrainingOnly(string id)
    {
        DataSetPart[] parts = [new(Card(id), 10, 10), new(DataSetCards.Campaign, 10, 10)];

        Assert.Empty(DataSetUse.Check(DataUses.Pretraining, parts));
        foreach (var use in new[] { DataUses.LensTraining, DataUses.Calibration, DataUses.Evaluation })
        {
            var refusal = Assert.Single(DataSetUse.Check(use, parts));
            Assert.Equal((id, UseRefusalReason.UseForbidden), (refusal.CardId, refusal.Reason));
            Assert.Contains($"'{id}'", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bologna")]
    [InlineData("deeplenstronomy")]
    [InlineData("paltas")]
    public void Check_FullSimulations_AreForEverything(string id)
    {
        DataSetPart[] parts = [new(Card(id), 10, 10)];

        Assert.All(
            new[] { DataUses.Pretraining, DataUses.LensTraining, DataUses.Calibration, DataUses.Evaluation },
            use => Assert.Empty(DataSetUse.Check(use, parts)));
        Assert.Equal(LabelOrigin.Simulation, Card(id).Origin);
    }

    [Fact]
    public void Check_Castles_IsRefusedWithoutNegativesAndWithoutItsLensTypes()
    {
        var bare = new DataSetPart(DataSetCards.Castles, 100, 0);
        var typed = bare with { Columns = [DataSetCards.LensTypeColumn] };
        var negatives = new DataSetPart(DataSetCards.Campaign, 0, 500);

        Assert.Equal(
            [UseRefusalReason.NegativesMissing, UseRefusalReason.ColumnMissing],
            DataSetUse.Check(DataUses.LensTraining, [bare]).Select(refusal => refusal.Reason));
        Assert.Equal([UseRefusalReason.NegativesMissing], DataSetUse.Check(DataUses.LensTraining, [typed]).Select(refusal => refusal.Reason));
        Assert.Empty(DataSetUse.Check(DataUses.LensTraining, [typed, negatives]));
        Assert.Equal(
            [UseRefusalReason.LabelOfAnotherKind],
            DataSetUse.Check(DataUses.LensTraining, [typed with { Negatives = 3 }]).Select(refusal => refusal.Reason));
    }

    [Fact]
    public void Check_Relics_WantsItsNegativesBuiltFirst()
    {
        DataSetPart[] Parts(int negatives) => [new(DataSetCards.Relics, 0, negatives), new(DataSetCards.Bologna, 10, 10)];

        var refusal = Assert.Single(DataSetUse.Check(DataUses.LensTraining, Parts(0)));
        Assert.Equal(("relics", UseRefusalReason.NegativesMissing), (refusal.CardId, refusal.Reason));
        Assert.Empty(DataSetUse.Check(DataUses.LensTraining, Parts(200)));
        Assert.Equal(UseRefusalReason.UseForbidden, Assert.Single(DataSetUse.Check(DataUses.Evaluation, Parts(200))).Reason);
    }

    [Fact]
    public void Check_Lenscat_WantsItsConfidences()
    {
        var negatives = new DataSetPart(DataSetCards.Campaign, 0, 500);
        var lenscat = new DataSetPart(DataSetCards.Lenscat, 100, 0);

        Assert.Equal(UseRefusalReason.ColumnMissing, Assert.Single(DataSetUse.Check(DataUses.LensTraining, [lenscat, negatives])).Reason);
        Assert.Empty(DataSetUse.Check(DataUses.LensTraining, [lenscat with { Columns = [DataSetCards.ConfidenceColumn] }, negatives]));
    }

    [Fact]
    public void Check_MachineLabels_TrainOnlyWhenAskedAndNeverMeasure()
    {
        DataSetPart[] parts = [new DataSetPart(DataSetCards.Campaign, 5, 5) { Origin = LabelOrigin.Machine }];

        Assert.Equal(UseRefusalReason.MachineLabels, Assert.Single(DataSetUse.Check(DataUses.LensTraining, parts)).Reason);
        Assert.Empty(DataSetUse.Check(DataUses.LensTraining, parts, MachineLabels.MayTrain));
        Assert.Equal(
            UseRefusalReason.MachineLabels, Assert.Single(DataSetUse.Check(DataUses.Evaluation, parts, MachineLabels.MayTrain)).Reason);
    }

    [Fact]
    public void Require_OfARefusedUse_NamesTheCard()
    {
        var refused = Assert.Throws<DataUseRefusedException>(
            () => DataSetUse.Require(DataUses.LensTraining, [new(DataSetCards.Galaxy10, 0, 0)]));

        Assert.Contains("Data set 'galaxy10': not for training on lens labels, only for Pretraining", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJson_OfEveryKnownCard_GivesItBack()
        => Assert.All(DataSetCards.Known, card => Assert.Equal(card.ToJson(), DataSetCard.FromJson(card.ToJson()).ToJson()));

    [Fact]
    public void Known_HasEveryIdOnce()
        => Assert.Equal(DataSetCards.Known.Count, DataSetCards.Known.Select(card => card.Id).Distinct().Count());

    private static DataSetCard Card(string id) => DataSetCards.Find(id)!;
}
