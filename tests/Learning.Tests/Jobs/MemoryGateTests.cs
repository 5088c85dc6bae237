using LensGrains.Learning.Jobs;

namespace LensGrains.Learning.Tests.Jobs;

public sealed class MemoryGateTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private long _used = 100;

    [Fact]
    public async Task Enter_WhileTheFirstHasNotTakenAStep_WaitsForIt()
    {
        var gate = new MemoryGate(1000, () => _used);
        using var first = gate.Enter(Never);
        var second = Task.Run(() => gate.Enter(Never), Never);
        _used = 300;
        Assert.False(second.IsCompleted);

        first.Settle();

        (await second).Dispose();
    }

    [Theory]
    [InlineData(550, true)] // 450 each: 550 + 450 is the limit
    [InlineData(551, false)]
    public async Task Enter_WhenOneMoreOfItsSizeFits_Enters(long used, bool fits)
    {
        var gate = new MemoryGate(1000, () => _used);
        var first = gate.Enter(Never);
        _used = used;
        first.Settle();
        using var stop = new CancellationTokenSource();

        var second = Task.Run(() => gate.Enter(stop.Token), Never);
        if (fits)
        {
            await second;
            return;
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        gate.Enter(Never).Dispose(); // one always may
    }

    [Fact]
    public async Task Enter_WhenOneEnds_TakesItsPlace()
    {
        var gate = new MemoryGate(1, () => _used);
        var first = gate.Enter(Never);
        first.Settle();
        var second = Task.Run(() => gate.Enter(Never), Never);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public void OwnBytes_AfterAnAllocation_HaveGrownByIt()
    {
        var before = MemoryGate.OwnBytes();
        var held = new byte[64 << 20];
        held.AsSpan().Fill(1);

        Assert.InRange(MemoryGate.OwnBytes() - before, 48 << 20, 1L << 30);
        GC.KeepAlive(held);
    }
}
