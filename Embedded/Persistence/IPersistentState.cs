namespace LensGrains.Embedded;

/// <summary>A stored record guarded by an etag.</summary>
public interface IStorage
{
    /// <summary>The etag of what was last read or written; null where nothing is stored.</summary>
    string? Etag { get; }

    /// <summary>Whether something is stored, as far as this activation knows.</summary>
    bool RecordExists { get; }

    Task ReadStateAsync();

    /// <summary>
    /// Writes durably, or throws <see cref="InconsistentStateException"/> where somebody else has written since. After any
    /// failure the outcome is unknown: deactivate and throw.
    /// </summary>
    Task WriteStateAsync();

    Task ClearStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();
}

/// <inheritdoc cref="IStorage"/>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}

/// <summary>One named state of a grain, loaded before its activation, injected by <see cref="PersistentStateAttribute"/>.</summary>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>
/// Marks a constructor parameter of type <see cref="IPersistentState{TState}"/>. States are stored under their name, which no
/// other grain class may use, and the grain's key. This host has one store, so the storage name only documents.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}

/// <summary>Somebody else has written the state since this activation read it. Escaping from a grain it deactivates that grain.</summary>
public class InconsistentStateException : Exception
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The etag in the store, where known.</summary>
    public string? StoredEtag { get; }

    /// <summary>The etag that the activation held.</summary>
    public string? CurrentEtag { get; }

    /// <summary>True until the grain in which it arose has been told to deactivate; callers of that grain keep their activations.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
