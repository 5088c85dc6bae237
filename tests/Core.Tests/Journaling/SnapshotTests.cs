using LensGrains.Core.Dealing;
using LensGrains.Core.Journaling;

namespace LensGrains.Tests.Core.Journaling;

public class SnapshotTests
{
    [Fact]
    public void Decode_OfAnotherVersion_IsNoSnapshot()
    {
        var stored = DealerSnapshot.Codec.Encode(0, new DealerLedger().Snapshot());

        Assert.NotNull(DealerSnapshot.Codec.Decode(stored));
        Assert.Null(DealerSnapshot.Codec.Decode(stored with { Version = stored.Version + 1 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Decode_OfATornBody_IsNoSnapshot(int bytes)
    {
        var stored = DealerSnapshot.Codec.Encode(0, new DealerLedger().Snapshot());
        var torn = stored.Body[..(bytes < 0 ? stored.Body.Length / 2 : bytes)];

        Assert.Null(DealerSnapshot.Codec.Decode(stored with { Body = torn }));
    }

    [Fact]
    public void IsDue_OverALongJournal_WritesInProportionToItsLength()
    {
        var rhythm = new SnapshotRhythm(every: 100);
        var written = new List<long>();
        for (var position = 1L; position <= 100_000; position++)
        {
            if (rhythm.IsDue(position))
            {
                rhythm.Save(position);
                written.Add(position);
            }
        }

        Assert.Equal([100, 200, 300, 400, 500, 625], written.Take(6));
        Assert.True(written.Sum() < 5.1 * 100_000);
        Assert.True(100_000 - rhythm.Saved <= rhythm.Saved / 4);
    }
}
