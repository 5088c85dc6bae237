using System.Collections.Concurrent;
using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>A store of grain states that counts what is read of it, and refuses writes when it is told to.</summary>
internal sealed class CountedStates(IGrainStateStore inner) : IGrainStateStore
{
    private readonly ConcurrentDictionary<string, int> _reads = [];

    /// <summary>The kind of state whose next write fails; null: none.</summary>
    public string? FailsNextOf { get; set; }

    /// <summary>Puts the counter in place of the silo's store.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(provider => new CountedStates(TestStorage.Kept<IGrainStateStore>(provider)));
        services.AddSingleton<IGrainStateStore>(provider => provider.GetRequiredService<CountedStates>());
    }

    /// <summary>How often a state of this kind was read.</summary>
    public int Reads(string kind) => _reads.GetValueOrDefault(kind);

    public Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken = default)
    {
        _reads.AddOrUpdate(kind, 1, (_, reads) => reads + 1);
        return inner.ReadAsync(kind, key, cancellationToken);
    }

    public Task<string?> WriteAsync(string kind, string key, ReadOnlyMemory<byte> body, string? expectedEtag)
    {
        if (kind == FailsNextOf)
        {
            FailsNextOf = null;
            throw new WriteFailedException($"The test refuses this write of '{kind}'.");
        }

        return inner.WriteAsync(kind, key, body, expectedEtag);
    }

    public Task<bool> ClearAsync(string kind, string key, string expectedEtag) => inner.ClearAsync(kind, key, expectedEtag);

    public IAsyncEnumerable<string> ListAsync(string kind, string prefix = "", CancellationToken cancellationToken = default)
        => inner.ListAsync(kind, prefix, cancellationToken);
}
