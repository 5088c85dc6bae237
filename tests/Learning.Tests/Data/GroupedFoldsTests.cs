using LensGrains.Learning.Data;

namespace LensGrains.Learning.Tests;

public sealed class GroupedFoldsTests
{
    [Fact]
    public void Of_RowsWithoutCopies_SpreadsEachClassEvenly()
    {
        var (ids, groups, classes) = Rows(1003, groupSize: 1, positives: 37);

        var folds = GroupedFolds.Of(ids, groups, classes, 5, seed: 4);

        Assert.Equal(FoldOutcome.Done, folds.Outcome);
        Assert.All(Enumerable.Range(0, 5), fold =>
        {
            Assert.InRange(folds.RowsOf(fold).Length, 200, 202);
            Assert.InRange(folds.RowsOf(fold).Count(row => classes[row] == 1), 7, 8);
        });
    }

    [Fact]
    public void Split_IntoUnequalParts_KeepsTheirShares()
    {
        var (ids, groups, classes) = Rows(2000, groupSize: 3, positives: 400);

        var split = GroupedFolds.Split(ids, groups, classes, [8, 1, 1], seed: 2);

        Assert.InRange(split.RowsOf(0).Length, 1580, 1620);
        Assert.InRange(split.RowsOf(1).Count(row => classes[row] == 1), 36, 44);
        Assert.InRange(split.RowsOf(2).Count(row => classes[row] == 1), 36, 44);
        Assert.Empty(GroupedFolds.Leaks(groups, split.PartOf));
    }

    [Fact]
    public void Of_TheSameSeedAndAnyOrderOfRows_DealsTheSame()
    {
        var (ids, groups, classes) = Rows(500, groupSize: 2, positives: 60);
        var order = Enumerable.Range(0, 500).Reverse().ToArray();

        var straight = GroupedFolds.Of(ids, groups, classes, 4, seed: 7);
        var again = GroupedFolds.Of(ids, groups, classes, 4, seed: 7);
        var reversed = GroupedFolds.Of(
            [.. order.Select(row => ids[row])], [.. order.Select(row => groups[row])], [.. order.Select(row => classes[row])], 4, seed: 7);
        var other = GroupedFolds.Of(ids, groups, classes, 4, seed: 8);

        Assert.Equal(straight.PartOf, again.PartOf);
        Assert.Equal(straight.PartOf, reversed.PartOf.Reverse());
        Assert.NotEqual(straight.PartOf, other.PartOf);
    }

    [Fact]
    public void Of_OneClassOnly_SaysSo()
    {
        var (ids, groups, classes) = Rows(20, groupSize: 1, positives: 0);

        Assert.Equal(FoldOutcome.OneClassOnly, GroupedFolds.Of(ids, groups, classes, 4, seed: 1).Outcome);
    }

    [Theory]
    [InlineData(3, 1)] // three positives for four folds
    [InlineData(12, 6)] // twelve, but only two objects
    public void Of_FewerObjectsThanFolds_SaysSo(int positives, int groupSize)
    {
        var (ids, groups, classes) = Rows(60, groupSize, positives);

        Assert.Equal(FoldOutcome.TooFewObjects, GroupedFolds.Of(ids, groups, classes, 4, seed: 1).Outcome);
    }

    [Fact]
    public void HeldOutScores_OfAModelThatRemembers_AreNeverOfRowsItSaw()
    {
        var (ids, groups, classes) = Rows(90, groupSize: 3, positives: 30);
        var folds = GroupedFolds.Of(ids, groups, classes, 5, seed: 3);

        // The model knows the groups it has seen by heart, and scores 1 what it knows.
        var scores = CrossValidation.HeldOutScores(folds, (train, test) =>
        {
            var seen = train.Select(row => groups[row]).ToHashSet();
            return [.. test.Select(row => seen.Contains(groups[row]) ? 1.0 : 0.0)];
        });

        Assert.All(scores, score => Assert.Equal(0, score));
    }

    private static (string[] Ids, int[] Groups, int[] Classes) Rows(int count, int groupSize, int positives)
        => ([.. Enumerable.Range(0, count).Select(i => $"source {i}")],
            [.. Enumerable.Range(0, count).Select(i => i / groupSize)],
            [.. Enumerable.Range(0, count).Select(i => i < positives ? 1 : 0)]);
}
