using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Core.Ports;

namespace LensGrains.Embedded;

/// <summary>A state that the host loads before activation.</summary>
internal interface ILoadedState
{
    Task LoadAsync(CancellationToken cancellationToken);
}

/// <summary>A grain state as JSON in the state store.</summary>
internal sealed class PersistentState<TState>(string name, GrainId grain, IGrainStateStore store, JsonSerializerOptions json)
    : IPersistentState<TState>, ILoadedState
{
    private readonly JsonTypeInfo<TState> _type = (JsonTypeInfo<TState>)json.GetTypeInfo(typeof(TState));

    public TState State { get; set; } = default!;

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    public Task LoadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(name, grain.Key, cancellationToken);
        State = stored is { } found ? JsonSerializer.Deserialize(found.Body.Span, _type)! : New();
        Etag = stored?.Etag;
    }

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var expected = Etag;
        Etag = await store.WriteAsync(name, grain.Key, JsonSerializer.SerializeToUtf8Bytes(State, _type), expected) ?? throw Conflict(expected);
    }

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var cleared = Etag is { } expected
            ? await store.ClearAsync(name, grain.Key, expected)
            : await store.ReadAsync(name, grain.Key, cancellationToken) is null;
        if (!cleared)
        {
            throw Conflict(Etag);
        }

        State = New();
        Etag = null;
    }

    private static TState New() => Activator.CreateInstance<TState>();

    private InconsistentStateException Conflict(string? held)
        => new($"The state '{name}' of {grain} was written by somebody else.", storedEtag: null, held);
}
