using LensGrains.Learning.Data;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Tests;

public sealed class TrainerRefusalTests
{
    [Theory]
    [InlineData("galaxy-zoo", 5, 20, "only for Pretraining")]
    [InlineData("castles", 5, 0, "lenses without a single negative beside them")]
    public void Train_OnADataSetWhoseCardForbidsIt_RefusesAndNamesTheCard(string card, int positives, int negatives, string why)
    {
        var blobs = Blobs.Set(5, 20);
        var set = new TrainingSet(blobs.Features, blobs.Positives, blobs.Ordinals)
        {
            Sources = [new DataSetPart(DataSetCards.Find(card)!, positives, negatives)],
        };

        var refused = Assert.Throws<DataUseRefusedException>(
            () => new MemberTrainer(TimeProvider.System).Train(set, new MemberOptions(), new MemberLineage(null, "manifest", 1)));

        Assert.Contains($"'{card}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
