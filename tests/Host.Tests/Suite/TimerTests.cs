namespace LensGrains.Tests;

/// <summary>Timers of an activation, and reminders that outlive it.</summary>
public abstract class TimerTests(HostHarness harness) : HostSuite(harness)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Timer_WhenItsTimesCome_Ticks()
    {
        await Grain("a").StartTimer(new("t", _second, _second * 5));
        await Harness.AdvanceAsync(_second * 0.9);
        await Grain("a").Key();
        Assert.Equal(0, Probe.Count("tick t"));

        await AdvanceUntil(_second * 0.2, "tick t", 1);
        await Grain("a").Key();
        await AdvanceUntil(_second * 5, "tick t", 2);
        await Grain("a").Key();
        await AdvanceUntil(_second * 5, "tick t", 3);
    }

    [Fact]
    public async Task Timer_WhenThePeriodIsInfinite_TicksOnce()
    {
        await Grain("a").StartTimer(new("t", TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        await AdvanceUntil(_second, "tick t", 1);

        await Harness.AdvanceAsync(_second * 60);
        await Grain("a").Key();
        Assert.Equal(1, Probe.Count("tick t"));
    }

    [Fact]
    public async Task Timer_WhenATickTakesLong_TheNextWaits()
    {
        await Grain("a").StartTimer(new("t", _second, _second, Gate: "open"));
        await AdvanceUntil(_second, "tick t", 1);
        await Harness.AdvanceAsync(_second * 20);
        Assert.Equal("here", await Grain("a").Status());
        Assert.Equal(1, Probe.Count("tick t"));

        Probe.Open("open");
        await Probe.Saw("ticked t");
        await Grain("a").Key();
        await AdvanceUntil(_second * 1.1, "tick t", 2);
    }

    [Fact]
    public async Task Timer_WhenATickRuns_CallsTakeTheirTurn()
    {
        await Grain("a").StartTimer(new("t", _second, _second, Gate: "open"));
        await AdvanceUntil(_second, "tick t", 1);
        var call = Grain("a").Key();
        await Grain("a").Status();
        Assert.False(call.IsCompleted);

        Probe.Open("open");
        Assert.Equal("a", await call);
    }

    [Fact]
    public async Task Timer_WhenItInterleaves_CallsRunBesideATick()
    {
        await Grain("a").StartTimer(new("t", _second, _second, Gate: "open", Interleave: true));
        await AdvanceUntil(_second, "tick t", 1);

        Assert.Equal("a", await Grain("a").Key());
        Probe.Open("open");
    }

    [Fact]
    public async Task Timer_WhenATickFails_TheNextComes()
    {
        await Grain("a").StartTimer(new("t", _second, _second, Fails: true));
        await AdvanceUntil(_second, "tick t", 1);
        await Grain("a").Key();

        await AdvanceUntil(_second * 1.1, "tick t", 2);
    }

    [Fact]
    public async Task Timer_WhenChangedOrDisposed_FollowsThat()
    {
        await Grain("a").StartTimer(new("t", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        await Harness.AdvanceAsync(_second * 60);
        await Grain("a").ChangeTimer(_second, _second);
        Assert.Equal(0, Probe.Count("tick t"));
        await AdvanceUntil(_second, "tick t", 1);

        await Grain("a").StopTimer();
        await Harness.AdvanceAsync(_second * 60);
        await Grain("a").Key();
        Assert.Equal(1, Probe.Count("tick t"));
    }

    [Fact]
    public async Task Timer_WhenTheActivationEnds_EndsWithIt()
    {
        await Grain("a").StartTimer(new("t", _second, _second));
        await Grain("a").Deactivate();
        await Grain("a").Key();

        await Harness.AdvanceAsync(_second * 60);
        await Grain("a").Key();
        Assert.Equal(0, Probe.Count("tick t"));
    }

    [Fact]
    public async Task Reminder_WhenItsTimesCome_WakesTheGrain()
    {
        var period = Harness.ReminderPeriod;
        await Reminded("a/1").Remind("drain", period / 2, period);
        await AdvanceUntil(period / 2, "reminder a/1 drain", 1);
        await AdvanceUntil(period, "reminder a/1 drain", 2);

        Assert.Equal(["drain"], await Reminded("a/1").Names());
        Assert.Empty(await Reminded("a").Names());
    }

    [Fact]
    public async Task Reminder_WhenTheHostWasDown_GoesOnOnSchedule()
    {
        var period = Harness.ReminderPeriod;
        await Reminded("a").Remind("drain", period, period);
        await Harness.KillAsync();
        await Harness.AdvanceAsync(period * 10.5);
        await Harness.StartAsync();
        Assert.Equal(0, Probe.Count("reminder a drain"));

        await AdvanceUntil(period * 0.6, "reminder a drain", 1);
    }

    [Fact]
    public async Task Reminder_WhenForgotten_IsGoneForGood()
    {
        var period = Harness.ReminderPeriod;
        await Reminded("a").Remind("one", period, period);
        await Reminded("a").Remind("two", period, period);
        Assert.True(await Reminded("a").Forget("one"));
        Assert.False(await Reminded("a").Forget("one"));
        await Harness.KillAsync();
        await Harness.StartAsync();

        await AdvanceUntil(period, "reminder a two", 1);
        Assert.Equal(["two"], await Reminded("a").Names());
        Assert.Equal(0, Probe.Count("reminder a one"));
    }

    [Fact]
    public async Task Reminder_WhenRegisteredAgain_ReplacesTheFirst()
    {
        var period = Harness.ReminderPeriod;
        await Reminded("a").Remind("drain", period, period);
        await Reminded("a").Remind("drain", period * 5, period);
        await Harness.AdvanceAsync(period * 4);
        Assert.Single(await Reminded("a").Names());
        Assert.Equal(0, Probe.Count("reminder a drain"));

        await AdvanceUntil(period, "reminder a drain", 1);
    }

    [Fact]
    public async Task Reminder_WhenThePeriodIsTooShort_IsRefused()
        => await Assert.ThrowsAsync<ArgumentException>(() => Reminded("a").Remind("drain", TimeSpan.Zero, Harness.ReminderPeriod - _second));

    private IRemindedGrain Reminded(string key) => Harness.Grains.GetGrain<IRemindedGrain>(key);

    private async Task AdvanceUntil(TimeSpan time, string seen, int times)
    {
        await Harness.AdvanceAsync(time);
        await Probe.Saw(seen, times);
    }
}
