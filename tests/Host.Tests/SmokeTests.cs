using LensGrains.Core.Ports;
using LensGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests;

[Alias("counter-grain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<int> Add(int amount, CancellationToken cancellationToken = default);
}

[GenerateSerializer]
public sealed record CounterState
{
    public int Total { get; init; }
}

public sealed class CounterGrain([PersistentState("counter", "grains")] IPersistentState<CounterState> state) : Grain, ICounterGrain
{
    public async Task<int> Add(int amount, CancellationToken cancellationToken)
    {
        state.State = state.State with { Total = state.State.Total + amount };
        await state.WriteStateAsync(cancellationToken);
        return state.State.Total;
    }
}

public sealed class SmokeTests
{
    [Fact]
    public async Task Add_WhenTheHostIsRestarted_GoesOnFromTheStoredState()
    {
        var folder = TestFiles.NewFolder();
        await using var store = new SqliteStore(new() { Path = Path.Combine(folder, "grains.db") });

        for (var restart = 1; restart <= 2; restart++)
        {
            var services = new ServiceCollection().AddSingleton<IGrainStateStore>(store).AddEmbeddedGrains(null, typeof(CounterGrain).Assembly);
            await using var provider = services.BuildServiceProvider();
            var host = provider.GetRequiredService<GrainHost>();
            await host.StartAsync(default);
            Assert.Equal(restart, await host.GrainFactory.GetGrain<ICounterGrain>("a").Add(1));
            await host.StopAsync(default);
        }
    }

    [Fact]
    public async Task Add_WhenCalledOften_IsCheap()
    {
        var folder = TestFiles.NewFolder();
        await using var store = new SqliteStore(new() { Path = Path.Combine(folder, "grains.db") });
        var services = new ServiceCollection().AddSingleton<IGrainStateStore>(store).AddEmbeddedGrains(null, typeof(CounterGrain).Assembly);
        await using var provider = services.BuildServiceProvider();
        var host = provider.GetRequiredService<GrainHost>();
        Assert.Equal(5, await host.GrainFactory.GetGrain<ICounterGrain>("a").Add(5));
    }
}
