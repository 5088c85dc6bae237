using LensGrains.Learning.Members;

namespace LensGrains.Tests.Learning;

/// <summary>Rows that nobody labelled and that are taken for negatives.</summary>
public sealed class PresumedRowTests
{
    private const int Labelled = 30;
    private const int Presumed = 3_000;
    private const float Weight = 0.02f;

    [Fact]
    public void Draw_OfPresumedRows_IsByTheirWeight()
    {
        var rows = Rows();
        var drawn = new long[100_000];

        new BatchSampler(rows, [.. Enumerable.Range(0, rows.Count)], seed: 3, Drawing.Plain).Draw(drawn);

        Assert.Equal(0.5, drawn.Count(row => row < 10) / 1e5, 0.01);
        Assert.Equal(0.5 * 60 / 80, drawn.Count(row => row >= Labelled) / 1e5, 0.01); // 3,000 at a fiftieth beside 20 labelled negatives
    }

    [Fact]
    public void Epoch_WithPresumedRows_IsAsLongAsWithoutThem()
    {
        Assert.Equal(24, Rows().LabelledOf([.. Enumerable.Range(0, 24), .. Enumerable.Range(Labelled, Presumed)]));
        Assert.Equal(1, Rows().LabelledOf([.. Enumerable.Range(Labelled, Presumed)]));
    }

    [Fact]
    public void Split_WithFewLabelledNegatives_HoldsNoneOut_HoweverManyArePresumed()
    {
        bool[] asked = [.. Enumerable.Range(0, Labelled).Select(row => row % 5 == 0), .. new bool[Presumed]];
        var few = new LabelledRows(
            Enumerable.Range(0, Labelled + Presumed).Select(row => row is < Labelled and not (0 or 1)).ToArray(),
            Enumerable.Range(0, Labelled + Presumed).ToArray(), heldOut: asked);
        var alone = few.Count;
        Assert.Contains(0, HeldOutSplit.Of(few, default).HeldOut);

        var split = HeldOutSplit.Of(Rows(positives: row => row is < Labelled and not (0 or 1), heldOut: asked), default);

        Assert.Equal([5, 10, 15, 20, 25], split.HeldOut);
        Assert.Equal(alone, split.HeldOut.Count + split.Train.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Labelled + Presumed + 1)]
    [InlineData(Labelled + Presumed)]
    public void Rows_WhosePresumedOnesAreNotNegativesAtTheEnd_AreRefused(int presumed)
        => Assert.Throws<ArgumentException>(() => new LabelledRows(Rows().Positives, Rows().Ordinals) { Presumed = presumed });

    private static LabelledRows Rows(Func<int, bool>? positives = null, bool[]? heldOut = null)
    {
        var all = Enumerable.Range(0, Labelled + Presumed).ToArray();
        return new LabelledRows(
            all.Select(positives ?? (row => row < 10)).ToArray(), all, all.Select(row => row < Labelled ? 1 : Weight).ToArray(),
            heldOut: heldOut is null ? (ReadOnlyMemory<bool>?)null : heldOut) { Presumed = Presumed };
    }
}
