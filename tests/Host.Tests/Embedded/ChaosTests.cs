namespace LensGrains.Tests;

/// <summary>What goes wrong on purpose, one thing at a time.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task RoundTrips_WhenAMessageIsPassed_GivesTheGrainACopy()
    {
        await using var harness = await StartAsync(_ => { });
        var note = new Note("a", [1, double.NaN], new Dictionary<string, int> { ["x"] = 2 }, NoteKind.Fancy);

        var echo = await Grain(harness, "a").Echo(note);

        Assert.NotSame(note, echo);
        Assert.Equal(("a", NoteKind.Fancy), (echo.Text, echo.Kind));
        Assert.Equal(note.Numbers, echo.Numbers);
        Assert.Equal(note.Counts, echo.Counts);
        Assert.True(await Grain(harness, "a").IsMyself(Grain(harness, "a")));
    }

    [Fact]
    public async Task RoundTrips_WhenATypeCannotTravel_RefusesTheCall()
    {
        await using var harness = await StartAsync(_ => { });
        var grain = harness.Grains.GetGrain<ICarelessGrain>("a");

        Assert.Contains("[GenerateSerializer]", (await Assert.ThrowsAsync<MessageNotSerializableException>(() => grain.Take(new Unmarked(1)))).Message);
        Assert.Contains("[Id]", (await Assert.ThrowsAsync<MessageNotSerializableException>(() => grain.TakeUnnumbered(new Unnumbered { Value = 1 }))).Message);
        Assert.Contains("Forgetful", (await Assert.ThrowsAsync<MessageNotSerializableException>(() => grain.Give())).Message);
        Assert.Contains("Careless", (await Assert.ThrowsAsync<MessageNotSerializableException>(() => grain.Throw())).Message);
    }

    [Fact]
    public async Task RoundTrips_WhenTheGrainThrows_TypeAndMessageArrive()
    {
        await using var harness = await StartAsync(_ => { });

        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await Grain(harness, "a").Fail("argument"));

        Assert.Equal("That is wrong.", error.Message);
    }

    [Fact]
    public async Task LoseAnswer_WhenItHappens_TheCallWasExecuted()
    {
        await using var harness = await StartAsync(c => c.LoseAnswer = 0.3);
        var lost = 0;
        for (var i = 0; i < 100; i++)
        {
            lost += await Record.ExceptionAsync(() => Grain(harness, "a").Add()) is TimeoutException ? 1 : 0;
        }

        Assert.InRange(lost, 10, 60);
        var (count, tries) = await CountAsync(harness);
        Assert.Equal(100 + tries, count);
    }

    [Fact]
    public async Task Delay_WhenItHappens_MessagesOvertakeEachOther()
    {
        await using var harness = await StartAsync(c => c.Delay = 0.5);
        var gates = Enumerable.Range(0, 100).Select(i => $"g{i}").ToArray();
        foreach (var gate in gates)
        {
            harness.Probe.Open(gate);
        }

        await Task.WhenAll(gates.Select(gate => Grain(harness, "a").Enter(gate)));

        var begun = harness.Probe.Log.Where(l => l.StartsWith("begin", StringComparison.Ordinal)).Select(l => l["begin ".Length..]).ToArray();
        Assert.Equal(gates.Order(), begun.Order());
        Assert.NotEqual(gates, begun);
    }

    [Fact]
    public async Task SecondActivation_WhenItHappens_BothLive()
    {
        await using var harness = await StartAsync(c => c.SecondActivation = 0.5);
        var numbers = new HashSet<int>();
        for (var i = 0; i < 40; i++)
        {
            numbers.Add(await Grain(harness, "a").Activation());
        }

        Assert.Equal(2, numbers.Count);
        Assert.Equal(0, harness.Probe.Log.Count(l => l.StartsWith("deactivate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SkipDeactivation_WhenItHappens_TheGrainEndsUntold()
    {
        await using var harness = await StartAsync(c => c.SkipDeactivation = 1);
        var first = await Grain(harness, "a").Deactivate();

        Assert.NotEqual(first, await Grain(harness, "a").Activation());
        Assert.Equal(0, harness.Probe.Count("deactivate a ApplicationRequested"));
    }

    [Fact]
    public async Task LoseNotice_WhenItHappens_ObserversMissSome()
    {
        await using var harness = await StartAsync(c => c.LoseNotice = 0.5);
        var observer = new Counter(harness.Probe);
        await Grain(harness, "a").Watch(harness.Grains.CreateObjectReference<IProbeObserver>(observer));
        for (var i = 0; i < 200; i++)
        {
            await Grain(harness, "a").Notify("word");
        }

        for (var i = 0; i < 50; i++)
        {
            await Grain(harness, "a").Notify("last"); // one of these arrives, and what was said before it has arrived by then
        }

        await harness.Probe.Saw("last");
        Assert.InRange(harness.Probe.Count("word"), 100, 300);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Seed_WhenRepeated_TheSameGoesWrong()
    {
        var first = await LostAsync(seed: 7);

        Assert.Equal(first, await LostAsync(seed: 7));
        Assert.NotEqual(first, await LostAsync(seed: 8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Everything_WhenItGoesWrongAtOnce_FencedStateLosesNothingThatWasAcknowledged(int seed)
    {
        await using var harness = new EmbeddedHarness(o => o.Chaos = new ChaosOptions { Seed = seed, LoseAnswer = 0.1, SecondActivation = 0.2 });
        await harness.StartAsync();
        var acknowledged = 0;
        var unknown = 0;
        await Parallel.ForAsync(0, 200, async (_, _) =>
        {
            var error = await Record.ExceptionAsync(() => harness.Grains.GetGrain<IStoredGrain>("a").Add(1));
            Interlocked.Add(ref acknowledged, error is null ? 1 : 0);
            Interlocked.Add(ref unknown, error is TimeoutException ? 1 : 0);
            Assert.True(error is null or TimeoutException or InconsistentStateException, error?.ToString());
        });

        await harness.KillAsync();
        await using var calm = new EmbeddedHarness(harness);
        await calm.StartAsync();
        Assert.InRange((await calm.Grains.GetGrain<IStoredGrain>("a").Get()).Total, acknowledged, acknowledged + unknown);
        Assert.InRange(acknowledged, 50, 200);
    }

    private static async Task<IReadOnlyList<bool>> LostAsync(int seed)
    {
        await using var harness = await StartAsync(c => (c.Seed, c.LoseAnswer) = (seed, 0.3));
        var lost = new List<bool>();
        for (var i = 0; i < 60; i++)
        {
            lost.Add(await Record.ExceptionAsync(() => Grain(harness, $"{i % 3}").Add()) is TimeoutException);
        }

        return lost;
    }

    /// <summary>The grain's count as the first answer that arrives tells it, and how many calls that took.</summary>
    private static async Task<(int Count, int Tries)> CountAsync(EmbeddedHarness harness)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await Grain(harness, "a").Add(), tries);
            }
            catch (TimeoutException) when (tries < 100)
            {
            }
        }
    }

    private static IProbeGrain Grain(EmbeddedHarness harness, string key) => harness.Grains.GetGrain<IProbeGrain>(key);

    /// <summary>A host in which messages are copied and nothing goes wrong but what is chosen.</summary>
    private static async Task<EmbeddedHarness> StartAsync(Action<ChaosOptions> choose)
    {
        var chaos = new ChaosOptions { Delay = 0, LoseAnswer = 0, LoseNotice = 0, SecondActivation = 0, SkipDeactivation = 0 };
        choose(chaos);
        var harness = new EmbeddedHarness(o => (o.Chaos, o.ObserverBacklog) = (chaos, 1000));
        await harness.StartAsync();
        return harness;
    }

    private sealed class Counter(Probe probe) : IProbeObserver
    {
        public Task Told(string text)
        {
            probe.Note(text);
            return Task.CompletedTask;
        }

        public void ToldShortly(string text) => probe.Note(text);
    }
}
