namespace LensGrains.Tests;

/// <summary>
/// What this host promises beyond the suite that both lanes share: idleness and response times run in the time that the test moves
/// (Orleans measures them with a stopwatch), a kill inside the process ends what runs, no reader overtakes a waiting writer, and an
/// activation that ends itself while it begins is not tried again.
/// </summary>
public sealed class EmbeddedPromiseTests() : HostSuite(new EmbeddedHarness())
{
    [Fact]
    public async Task Idle_WhenUnusedForLong_IsCollected()
    {
        await Grain("a").Activation();
        await Harness.AdvanceAsync(Harness.CollectionAge / 2);
        await Grain("b").Activation();
        await Harness.AdvanceAsync((Harness.CollectionAge / 2) + TimeSpan.FromMinutes(1));

        await Probe.Saw("deactivate a ActivationIdle");
        Assert.Equal(0, Probe.Count("deactivate b ActivationIdle"));
    }

    [Fact]
    public async Task Idle_WhenACallRuns_IsNotCollected()
    {
        var call = Grain("a").EnterUntil("one", default);
        await Probe.Saw("begin one");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(9));
        Probe.Open("one");
        await call;
        await Harness.AdvanceAsync(Harness.CollectionAge - TimeSpan.FromMinutes(1));
        await Grain("b").Activation();

        Assert.Equal(0, Probe.Count("deactivate a ActivationIdle"));
    }

    [Fact]
    public async Task DelayDeactivation_WhenIdle_KeepsTheGrain()
    {
        await Grain("a").Linger(Harness.CollectionAge * 3);
        var number = await Grain("a").Activation();
        await Harness.AdvanceAsync(Harness.CollectionAge * 2);
        Assert.Equal(number, await Grain("a").Activation());

        await Harness.AdvanceAsync(Harness.CollectionAge * 3);
        await Probe.Saw("deactivate a ActivationIdle");
    }

    [Fact]
    public async Task KeepAlive_WhenTheTimerTicks_TheGrainIsNotCollected()
    {
        await Grain("kept").StartTimer(new("kept", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), KeepAlive: true));
        await Grain("left").StartTimer(new("left", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
        while (Probe.Count("tick kept") < Harness.CollectionAge.TotalMinutes * 2)
        {
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await Probe.Saw("deactivate left ActivationIdle");
        Assert.Equal(0, Probe.Count("deactivate kept ActivationIdle"));
    }

    [Fact]
    public async Task Call_WhenNoAnswerComesInTime_FailsAndTheGrainGoesOn()
    {
        var call = Grain("a").Enter("one");
        await Probe.Saw("begin one");
        await Harness.AdvanceAsync(Harness.ResponseTimeout + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Probe.Open("one");
        await Probe.Saw("end one");
        Assert.Equal("a", await Grain("a").Key());
    }

    [Fact]
    public async Task Call_WhenItTimedOutBeforeItsTurn_IsNotExecuted()
    {
        var first = Grain("a").EnterUntil("one", default);
        await Probe.Saw("begin one");
        var late = Grain("a").Enter("two");
        await Harness.AdvanceAsync(Harness.ResponseTimeout + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => late);

        Probe.Open("one");
        Probe.Open("two");
        await first;
        await Grain("a").Key();
        Assert.Equal(0, Probe.Count("begin two"));
    }

    [Fact]
    public async Task ResponseTimeout_WhenTheMethodHasItsOwn_IsTakenInstead()
    {
        var brief = Grain("a").EnterBriefly("one");
        var usual = Grain("b").Enter("two");
        await Probe.Saw("begin one");
        await Probe.Saw("begin two");
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<TimeoutException>(() => brief);
        Assert.False(usual.IsCompleted);
        Probe.Open("two");
        await usual;
    }

    [Fact]
    public async Task Cancel_WhenTheCallTimesOut_ReachesTheGrain()
    {
        var call = Grain("a").EnterUntil("never", CancellationToken.None);
        await Probe.Saw("begin never");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(11));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await Probe.Saw("cancelled never");
    }

    [Fact]
    public async Task Kill_WhenACallRuns_NothingOfItGoesOnAndTheCallerIsTold()
    {
        var call = Grain("a").Enter("one");
        var waiting = Grain("a").Enter("two");
        await Probe.Saw("begin one");

        await Harness.KillAsync();
        Probe.Open("one");
        Probe.Open("two");

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        await Harness.StartAsync();
        Assert.Equal("a", await Grain("a").Key());
        Assert.Equal(["activate a", "begin one", "activate a"], Probe.Log);
    }

    [Fact]
    public async Task ReadOnly_WhenAWriterWaits_DoesNotOvertakeIt()
    {
        var reader = Grain("a").Look("one");
        await Probe.Saw("begin one");
        var writer = Grain("a").Enter("two");
        var late = Grain("a").Look("three");
        await Grain("a").Status();
        Assert.Equal(0, Probe.Count("begin two"));

        Probe.Open("three");
        Probe.Open("two");
        Probe.Open("one");
        await Task.WhenAll(reader, writer, late);
        Assert.Equal(["begin one", "end one", "begin two", "end two"], Probe.Log.Skip(1).Take(4));
    }

    [Fact]
    public async Task Activate_WhenTheGrainEndsItselfMeanwhile_FailsAndDoesNotGoRound()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain("fleeting-a").Key().AsTask());

        Assert.Equal(1, Probe.Count("activate fleeting-a"));
    }
}
