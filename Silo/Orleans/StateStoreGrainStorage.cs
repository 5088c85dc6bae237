using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Core.Ports;

namespace LensGrains.Silo;

/// <summary>
/// Grain states in an <see cref="IGrainStateStore"/>, as the embedded host keeps them: the kind is the state's name, the key is the
/// grain's, the body is JSON. So a state written in one lane is read in the other.
/// </summary>
/// <param name="store">Where the states are.</param>
/// <param name="json">How they are written; has a contract for every state.</param>
public sealed class StateStoreGrainStorage(IGrainStateStore store, JsonSerializerOptions json) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(stateName, KeyOf(grainId), cancellationToken);
        grainState.State = stored is { } found ? JsonSerializer.Deserialize(found.Body.Span, TypeOf<T>())! : Activator.CreateInstance<T>();
        Stands(grainState, stored?.Etag);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = JsonSerializer.SerializeToUtf8Bytes(grainState.State!, TypeOf<T>());
        var etag = await store.WriteAsync(stateName, KeyOf(grainId), body, grainState.ETag) ?? throw Conflict(stateName, grainId, grainState.ETag);
        Stands(grainState, etag);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var cleared = grainState.ETag is { } expected
            ? await store.ClearAsync(stateName, KeyOf(grainId), expected)
            : await store.ReadAsync(stateName, KeyOf(grainId), cancellationToken) is null;
        if (!cleared)
        {
            throw Conflict(stateName, grainId, grainState.ETag);
        }

        grainState.State = Activator.CreateInstance<T>();
        Stands(grainState, etag: null);
    }

    private static void Stands<T>(IGrainState<T> state, string? etag) => (state.ETag, state.RecordExists) = (etag, etag is not null);

    private static string KeyOf(GrainId grain) => grain.Key.ToString()!;

    private static InconsistentStateException Conflict(string name, GrainId grain, string? held)
        => new($"The state '{name}' of {grain} was written by somebody else.", storedEtag: null, held);

    private JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
}
