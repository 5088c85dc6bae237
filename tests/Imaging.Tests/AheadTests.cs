using LensGrains.Imaging.Simulation;

namespace LensGrains.Tests.Imaging;

public class AheadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_HandsOutInOrder(int threads)
        => Assert.Equal(Enumerable.Range(0, 500).Select(i => i * i), Ahead.Of(500, threads, i => i * i));

    [Fact]
    public void Of_WhenNobodyTakes_StopsAFewAhead()
    {
        var made = 0;
        using var things = Ahead.Of(1_000_000, 2, i => Interlocked.Increment(ref made)).GetEnumerator();

        things.MoveNext();

        Assert.InRange(Volatile.Read(ref made), 1, 16);
    }

    [Fact]
    public void Of_WhenOneFails_ThrowsWhatItThrew()
        => Assert.Throws<InvalidDataException>(() => Ahead.Of(50, 2, i => i == 20 ? throw new InvalidDataException() : i).Count());
}
