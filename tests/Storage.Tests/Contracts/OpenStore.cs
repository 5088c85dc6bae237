using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>A provider's two ports, open on one place, as one process has them.</summary>
/// <param name="Journal">The journals kept there.</param>
/// <param name="States">The grain states kept there.</param>
/// <param name="Close">Finishes what was handed in and lets go of the place.</param>
public sealed record OpenStore(IJournal Journal, IGrainStateStore States, Func<ValueTask> Close) : IAsyncDisposable
{
    /// <summary>One object that is both ports.</summary>
    public static OpenStore Of<T>(T store)
        where T : IJournal, IGrainStateStore, IAsyncDisposable => new(store, store, store.DisposeAsync);

    public ValueTask DisposeAsync() => Close();
}
