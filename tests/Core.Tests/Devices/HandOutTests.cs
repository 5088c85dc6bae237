using LensGrains.Core.Devices;

namespace LensGrains.Tests.Core.Devices;

public class HandOutTests
{
    private static readonly DevicePlace A = new("a", "cpu");
    private static readonly DevicePlace B = new("b", "cpu");
    private static readonly DevicePlace Gpu = new("g", "cuda:0");

    [Fact]
    public void Decide_WhenThereAreMorePiecesThanDevices_EachDeviceGetsOneAndTheRestWait()
    {
        var decision = Decide([0, 1, 2], [], [Load(A), Load(B)]);

        Assert.Equal([new WorkGiven(0, A), new WorkGiven(1, B)], decision.Give);
        Assert.Empty(decision.TakeBack);
    }

    [Fact]
    public void Decide_WhenADeviceHasAPiece_ItGetsNoOther()
    {
        var decision = Decide([2], [new WorkInHand(0, A, IsRunning: true), new WorkInHand(1, B, IsRunning: true)], [Load(A), Load(B)]);

        Assert.Empty(decision.Give);
    }

    [Fact]
    public void Decide_WhenADeviceJoinsInTheMiddle_ItGetsTheNextPiece()
    {
        var decision = Decide([2, 3], [new WorkInHand(0, A, IsRunning: true)], [Load(A), Load(Gpu, gpu: true)]);

        Assert.Equal([new WorkGiven(2, Gpu)], decision.Give);
    }

    [Fact]
    public void Decide_WhenOthersUseADevice_TheIdleOneIsTakenFirst()
    {
        var decision = Decide([0, 1], [], [Load(A, others: 3), Load(B, others: 1), Load(Gpu, gpu: true)]);

        Assert.Equal([new WorkGiven(0, Gpu), new WorkGiven(1, B)], decision.Give);
    }

    [Fact]
    public void Decide_WhenASiloIsGone_ItsPiecesAreGivenAgainBeforeOthers()
    {
        var decision = Decide([5], [new WorkInHand(0, Gpu, IsRunning: true)], [Load(A)]);

        Assert.Equal([0], decision.Lost);
        Assert.Equal([new WorkGiven(0, A)], decision.Give);
    }

    [Fact]
    public void Decide_WhenAPieceWaitsBehindOthersAndADeviceIsIdle_ItIsTakenBack()
    {
        var stuck = new WorkInHand(0, A, IsRunning: false);

        Assert.Equal([0], Decide([], [stuck], [Load(A, others: 1), Load(B)]).TakeBack);
        Assert.Empty(Decide([], [stuck], [Load(A, others: 1), Load(B, others: 1)]).TakeBack);
        Assert.Empty(Decide([1], [stuck], [Load(A, others: 1), Load(B)]).TakeBack);
        Assert.Empty(Decide([], [stuck with { IsRunning = true }], [Load(A), Load(B)]).TakeBack);
    }

    /// <summary>Whatever happens: no device has two pieces of a round, no piece is at two devices, nothing goes to a silo that is gone.</summary>
    [Fact]
    public void Decide_Always_GivesEachPieceOnceAndEachDeviceOne() => Property.OverSequences(numbers =>
    {
        var devices = numbers.Select((n, i) => Load(new DevicePlace($"s{Math.Abs(n % 4)}", $"cuda:{i}"), gpu: n % 2 == 0, others: Math.Abs(n % 3))).ToArray();
        var inHand = devices.Where((_, i) => numbers[i] % 3 == 0).Select((d, i) => new WorkInHand(i, d.Place, numbers[i] % 2 == 0)).ToArray();
        var alive = devices.Where(d => d.Place.Silo != "s1").ToArray();

        var decision = HandOut.Decide(Enumerable.Range(inHand.Length, 6), inHand, alive.Select(d => d.Place.Silo).ToHashSet(), alive);

        var held = inHand.Where(w => !decision.Lost.Contains(w.Work)).Select(w => w.Place).Concat(decision.Give.Select(g => g.Place)).ToArray();
        Assert.Equal(held.Length, held.Distinct().Count());
        Assert.DoesNotContain(held, p => p.Silo == "s1");
        Assert.Equal(decision.Give.Count, decision.Give.Select(g => g.Work).Distinct().Count());
        Assert.All(decision.TakeBack, work => Assert.DoesNotContain(work, decision.Lost));
        Assert.True(decision.Give.Count == 6 + decision.Lost.Count || alive.All(d => held.Contains(d.Place)), "a device is left idle while work waits");
    });

    [Theory]
    [InlineData(AcceleratorUse.Prefer, "g")]
    [InlineData(AcceleratorUse.Require, "g")]
    [InlineData(AcceleratorUse.None, "a b")]
    public void ForTraining_WithBothKinds_TakesTheKindThatThePolicyAsksFor(AcceleratorUse use, string silos)
        => Assert.Equal(silos, Silos(HandOut.ForTraining([Load(A), Load(Gpu, gpu: true), Load(B)], use)));

    [Theory]
    [InlineData(AcceleratorUse.Prefer, "a b")]
    [InlineData(AcceleratorUse.Require, "")]
    [InlineData(AcceleratorUse.None, "a b")]
    public void ForTraining_WithoutAccelerators_FallsBackUnlessOneIsRequired(AcceleratorUse use, string silos)
        => Assert.Equal(silos, Silos(HandOut.ForTraining([Load(A), Load(B)], use)));

    [Fact]
    public void ForTraining_WithAcceleratorsOnlyAndAPolicyAgainstThem_UsesTheirProcessors()
    {
        var two = new[] { Load(Gpu, gpu: true), Load(Gpu with { Device = "cuda:1" }, gpu: true) };

        Assert.Equal([new DevicePlace("g", "cpu")], HandOut.ForTraining(two, AcceleratorUse.None).Select(d => d.Place));
    }

    [Fact]
    public void ForScoring_TakesAnyDevice_UnlessThePolicyKeepsToProcessors()
    {
        var both = new[] { Load(A), Load(Gpu, gpu: true) };

        Assert.Equal("a g", Silos(HandOut.ForScoring(both, AcceleratorUse.Require)));
        Assert.Equal("a", Silos(HandOut.ForScoring(both, AcceleratorUse.None)));
    }

    private static HandOutDecision Decide(int[] waiting, WorkInHand[] inHand, DeviceLoad[] devices)
        => HandOut.Decide(waiting, inHand, devices.Select(d => d.Place.Silo).ToHashSet(), devices);

    private static DeviceLoad Load(DevicePlace place, bool gpu = false, int others = 0) => new(place, gpu, others);

    private static string Silos(IEnumerable<DeviceLoad> devices) => string.Join(' ', devices.Select(d => d.Place.Silo).Order(StringComparer.Ordinal));
}
