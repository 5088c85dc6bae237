namespace LensGrains.Tests;

[Alias("test.stored")]
public interface IStoredGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<int> Add(int amount, CancellationToken cancellationToken = default);

    [Alias("get")]
    Task<StoredView> Get();

    [Alias("clear")]
    Task Clear();

    [Alias("reload")]
    Task<int> Reload();

    [Alias("activation")]
    Task<int> Activation();

    /// <summary>Adds through the grain of this key, and so meets its conflict.</summary>
    [Alias("add-through")]
    Task AddThrough(IStoredGrain other);
}

[GenerateSerializer, Immutable, Alias("test.stored-view")]
public sealed record StoredView(int Total, bool Exists, bool HasEtag);

[GenerateSerializer, Immutable, Alias("test.stored-state")]
public sealed record StoredTotal
{
    [Id(0)]
    public int Total { get; init; }
}

public sealed class StoredGrain(
    [PersistentState("stored-total", "grains")] IPersistentState<StoredTotal> state,
    [PersistentState("stored-other", "grains")] IPersistentState<StoredTotal> other,
    Probe probe)
    : Grain, IStoredGrain
{
    private readonly int _activation = probe.NextActivation();

    public async Task<int> Add(int amount, CancellationToken cancellationToken)
    {
        state.State = new StoredTotal { Total = state.State.Total + amount };
        await state.WriteStateAsync(cancellationToken);
        return state.State.Total;
    }

    public Task<StoredView> Get()
        => Task.FromResult(new StoredView(state.State.Total + other.State.Total, state.RecordExists, state.Etag is not null));

    public Task Clear() => state.ClearStateAsync();

    public async Task<int> Reload()
    {
        await state.ReadStateAsync();
        return state.State.Total;
    }

    public Task<int> Activation() => Task.FromResult(_activation);

    public Task AddThrough(IStoredGrain other) => other.Add(1);
}
