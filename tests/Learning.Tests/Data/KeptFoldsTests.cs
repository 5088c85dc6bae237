using LensGrains.Learning.Data;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Tests;

/// <summary>Folds and held-out parts that stay as they are while sources are added and objects merge.</summary>
public sealed class KeptFoldsTests
{
    [Fact]
    public void Of_WhenRowsAreAdded_ObjectsStayWhereTheyWereAndNewOnesEvenTheClassesOut()
    {
        var random = new Random(3);
        var (ids, groups, classes) = (new List<string>(), new List<int>(), new List<int>());
        var parts = new Dictionary<string, int>();
        foreach (var round in Enumerable.Range(0, 6))
        {
            for (var i = 0; i < 60; i++)
            {
                ids.Add($"s{ids.Count}");
                groups.Add(random.Next(5) == 0 && groups.Count > 0 ? groups[random.Next(groups.Count)] : ids.Count);
                classes.Add(random.Next(6) == 0 ? 1 : 0);
            }

            var kept = ids.Select(id => parts.GetValueOrDefault(id, -1)).ToArray();
            var folds = GroupedFolds.Of(ids, groups, classes, 5, seed: 8, kept);

            Assert.All(ids.Zip(folds.PartOf), row => Assert.Equal(parts.GetValueOrDefault(row.First, row.Second), row.Second));
            Assert.Empty(GroupedFolds.Leaks(groups, folds.PartOf));
            Assert.Equal(FoldOutcome.Done, folds.Outcome);
            var positives = Enumerable.Range(0, 5).Select(f => folds.RowsOf(f).Count(row => classes[row] == 1)).ToArray();
            Assert.True(positives.Max() - positives.Min() <= 4, string.Join(' ', positives));
            parts = ids.Zip(folds.PartOf).ToDictionary(row => row.First, row => row.Second);
        }
    }

    [Fact]
    public void Of_WhenTwoObjectsMerge_TheirRowsGoToTheFoldOfTheFirst()
    {
        string[] ids = ["a", "b", "c", "d"];

        var folds = GroupedFolds.Of(ids, [0, 0, 0, 1], [1, 0, 1, 0], 3, seed: 1, kept: [2, 0, -1, 1]);

        Assert.Equal([2, 2, 2, 1], folds.PartOf);
        Assert.Throws<ArgumentException>(() => GroupedFolds.Of(ids, [0, 0, 0, 1], [1, 0, 1, 0], 3, seed: 1, kept: [3, 0, -1, 1]));
    }

    [Fact]
    public void Of_WithKnownGroups_KeepsThemAndComparesOnlyNewPictures()
    {
        var picture = PerceptualHash.Of(Noise(1), 24, 24);
        ObjectKeys[] rows =
        [
            new("a") { Perceptual = picture }, new("b") { Perceptual = picture }, new("c"), new("d") { ContentHash = "x" }, new("e") { Perceptual = picture },
        ];

        Assert.Equal([0, 0, 1, 2, 0], ObjectGroups.Of(rows, new GroupingOptions()).GroupOf);
        Assert.Equal([0, 1, 0, 2, 3], ObjectGroups.Of(rows, new GroupingOptions(), known: [7, 8, 7, 9, 10]).GroupOf);
        Assert.Equal([0, 0, 0, 1, 0], ObjectGroups.Of(rows, new GroupingOptions(), known: [7, 8, 7, 9, -1]).GroupOf);
    }

    [Fact]
    public void HeldOut_WhenAnAncestorTrainedOnACopy_LeavesTheWholeObjectInTraining()
    {
        // Rows 0 to 9 positive, the others negative; rows 2i and 2i + 1 are one object.
        var rows = Rows(Enumerable.Range(0, 30).Select(row => row / 2).ToArray(), asked: row => row is 0 or 1 or 12 or 13 or 16 or 17);

        Assert.Equal([0, 1, 12, 13, 16, 17], HeldOutSplit.Of(rows, default).HeldOut);
        Assert.Equal([0, 1, 16, 17], HeldOutSplit.Of(rows, default, new HashSet<int> { 112 }).HeldOut);
        Assert.Equal([0, 1, 12, 13, 16, 17], HeldOutSplit.Of(rows, default, new HashSet<int> { 114 }).HeldOut);
        var former = Rows([.. rows.Groups.Span], asked: row => row is 0 or 1 or 12 or 13 or 16 or 17, new Dictionary<int, int> { [999] = 8 });
        Assert.Equal([0, 1, 12, 13], HeldOutSplit.Of(former, default, new HashSet<int> { 999 }).HeldOut);
    }

    [Fact]
    public void HeldOut_WhenOnlySomeRowsOfAnObjectAreAskedFor_HoldsNoneOfThemOut()
    {
        var rows = Rows(Enumerable.Range(0, 30).Select(row => row / 2).ToArray(), asked: row => row is 0 or 12 or 13);

        Assert.Equal([12, 13], HeldOutSplit.Of(rows, default).HeldOut);
    }

    private static LabelledRows Rows(int[] groups, Func<int, bool> asked, IReadOnlyDictionary<int, int>? former = null) => new(
        Enumerable.Range(0, groups.Length).Select(row => row < 10).ToArray(),
        Enumerable.Range(100, groups.Length).ToArray(),
        groups: groups,
        heldOut: Enumerable.Range(0, groups.Length).Select(asked).ToArray())
    {
        FormerGroups = former,
    };

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 24 * 24).Select(_ => (float)random.NextDouble())];
    }
}
