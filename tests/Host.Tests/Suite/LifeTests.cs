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
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain("fleeting-a").Key().AsTask());

        Assert.Equal(1, Probe.Count("activate fleeting-a"));
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
    public async Task Cancel_WhenTheCallTimesOut_ReachesTheGrain()
    {
        var call = Grain("a").EnterUntil("never", CancellationToken.None);
        await Probe.Saw("begin never");
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(11));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await Probe.Saw("cancelled never");
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
}
