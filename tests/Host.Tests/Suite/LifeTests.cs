namespace LensGrains.Tests;

/// <summary>How activations begin and end, and how long a caller waits.</summary>
public abstract class LifeTests(HostHarness harness) : HostSuite(harness)
{
    [Fact]
    public async Task Activate_WhenItTakesTime_CallsWait()
    {
        var call = Grain("slow-a").Key();
        await Probe.Saw("activate slow-a");
        Assert.False(call.IsCompleted);

        Probe.Open("activate slow-a");
        Assert.Equal("slow-a", await call);
        Probe.Open("deactivate slow-a");
    }

    [Fact]
    public async Task Activate_WhenItFails_EveryWaitingCallFailsAndTheNextCallTriesAgain()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain("broken-a").Key().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain("broken-a").Key().AsTask());

        Assert.Equal(2, Probe.Count("activate broken-a"));
    }

    [Fact]
    public async Task Activate_WhenTheGrainEndsItselfMeanwhile_FailsAndDoesNotGoRound()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Grain("fleeting-a").Key().AsTask());

        Assert.InRange(Probe.Count("activate fleeting-a"), 1, 3);
    }

    [Fact]
    public async Task DeactivateOnIdle_WhenCallsWait_TheyGoToTheNextActivation()
    {
        var first = Grain("a").Enter("one");
        await Probe.Saw("begin one");
        var end = Grain("a").Deactivate();
        var waiting = Enumerable.Range(0, 10).Select(_ => Grain("a").Activation()).ToArray();

        Probe.Open("one");
        await first;
        var old = await end;

        var answered = await Task.WhenAll(waiting);
        Assert.Single(answered.Distinct());
        Assert.NotEqual(old, answered[0]);
        Assert.Equal(["activate a", "begin one", "end one", "deactivate a ApplicationRequested", "activate a"], Probe.Log);
    }

    [Fact]
    public async Task MigrateOnIdle_WhereThereIsNoOtherPlace_TheNextCallGoesToANewActivation()
    {
        var old = await Grain("a").Migrate();

        Assert.NotEqual(old, await Grain("a").Activation());
    }

    [Fact]
    public async Task DeactivateOnIdle_WhenTheOldActivationIsStillEnding_TheNextWaitsForIt()
    {
        Probe.Open("activate slow-a");
        await Grain("slow-a").Deactivate();
        await Probe.Saw("deactivate slow-a ApplicationRequested");
        var call = Grain("slow-a").Activation();
        Assert.Equal(1, Probe.Count("activate slow-a"));

        Probe.Open("deactivate slow-a");
        await call;
        Assert.Equal(2, Probe.Count("activate slow-a"));
    }

    [Fact]
    public async Task Cancel_WhenTheCallerGivesUp_ReachesTheGrainAndFreesTheCaller()
    {
        using var cancel = new CancellationTokenSource();
        var call = Grain("a").EnterUntil("never", cancel.Token);
        await Probe.Saw("begin never");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Probe.Saw("cancelled never");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain("a").EnterUntil("x", cancel.Token));
        Assert.Equal(0, Probe.Count("begin x"));
    }

    [Fact]
    public async Task Stop_WhenGrainsAreActive_DeactivatesThem()
    {
        await Grain("a").Activation();
        await Grain("b").Activation();

        await Harness.StopAsync();

        Assert.Equal(1, Probe.Count("deactivate a ShuttingDown"));
        Assert.Equal(1, Probe.Count("deactivate b ShuttingDown"));
    }

    [Fact]
    public async Task Stop_WhenACallRuns_LetsItEnd()
    {
        var call = Grain("a").Enter("one");
        await Probe.Saw("begin one");
        var stop = Harness.StopAsync();
        Probe.Open("one");

        await stop;
        await call;
        Assert.Equal(["activate a", "begin one", "end one", "deactivate a ShuttingDown"], Probe.Log);
    }
}
