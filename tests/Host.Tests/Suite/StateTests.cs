namespace LensGrains.Tests;

/// <summary>Persistent states and the fence that guards them.</summary>
public abstract class StateTests(HostHarness harness) : HostSuite(harness)
{
    [Fact]
    public async Task Write_WhenTheHostIsKilled_IsThereAfterwards()
    {
        Assert.Equal(new StoredView(0, Exists: false, HasEtag: false), await Stored("a").Get());
        await Stored("a").Add(3);

        await Harness.KillAsync();
        await Harness.StartAsync();

        Assert.Equal(new StoredView(3, Exists: true, HasEtag: true), await Stored("a").Get());
        Assert.Equal(new StoredView(0, Exists: false, HasEtag: false), await Stored("b").Get());
    }

    [Fact]
    public async Task Clear_WhenSomethingIsStored_LeavesNothing()
    {
        await Stored("a").Add(3);
        await Stored("a").Clear();
        Assert.Equal(new StoredView(0, Exists: false, HasEtag: false), await Stored("a").Get());

        await Stored("a").Clear();
        Assert.Equal(1, await Stored("a").Add(1));
    }

    [Fact]
    public async Task Write_WhenASecondActivationWroteSince_FailsAndTheStaleOneReadsAnew()
    {
        var second = Harness.SecondActivation<IStoredGrain>("a");
        Assert.Equal(1, await Stored("a").Add(1));
        Assert.Equal(1, (await second.Get()).Total);
        Assert.Equal(3, await second.Add(2));
        var stale = await Stored("a").Activation();

        await Assert.ThrowsAsync<InconsistentStateException>(() => Stored("a").Add(10));

        Assert.NotEqual(stale, await Stored("a").Activation());
        Assert.Equal(13, await Stored("a").Add(10));
    }

    [Fact]
    public async Task Clear_WhenASecondActivationWroteSince_Fails()
    {
        var second = Harness.SecondActivation<IStoredGrain>("a");
        await Stored("a").Get();
        await second.Add(2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Stored("a").Clear());

        Assert.Equal(2, (await Stored("a").Get()).Total);
    }

    [Fact]
    public async Task Write_WhenTwoActivationsRace_NothingIsLost()
    {
        var second = Harness.SecondActivation<IStoredGrain>("a");
        var added = 0;
        for (var i = 0; i < 50; i++)
        {
            var answers = await Task.WhenAll(
                Record.ExceptionAsync(() => Stored("a").Add(1)), Record.ExceptionAsync(() => second.Add(1)));
            Assert.All(answers, e => Assert.True(e is null or InconsistentStateException));
            added += answers.Count(e => e is null);
        }

        Assert.InRange(added, 50, 100);
        Assert.Equal(added, await Harness.SecondActivation<IStoredGrain>("a").Reload());
    }

    [Fact]
    public async Task Conflict_WhenItReachesTheCallingGrain_DoesNotEndThatOne()
    {
        var second = Harness.SecondActivation<IStoredGrain>("a");
        await Stored("a").Get();
        await second.Add(1);
        var caller = await Stored("caller").Activation();

        await Assert.ThrowsAsync<InconsistentStateException>(() => Stored("caller").AddThrough(Stored("a")));

        Assert.Equal(caller, await Stored("caller").Activation());
    }

    [Fact]
    public async Task Conflict_WhenThrownByTheGrain_EndsTheActivation()
    {
        var number = await Grain("a").Activation();

        await Assert.ThrowsAsync<InconsistentStateException>(async () => await Grain("a").Fail("conflict"));

        Assert.NotEqual(number, await Grain("a").Activation());
        Assert.Equal(1, Probe.Count("deactivate a ApplicationError"));
    }
}
