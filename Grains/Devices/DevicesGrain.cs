using LensGrains.Grains.Interfaces.Devices;

namespace LensGrains.Grains.Devices;

/// <summary>Keeps the newest report of each silo, in memory only: a report is worth nothing once the next is due.</summary>
public sealed class DevicesGrain(TimeProvider clock) : Grain, IDevicesGrain
{
    /// <summary>After this long without a report a silo is forgotten; a dead one is known sooner, by the cluster's membership.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (SiloReport Report, DateTimeOffset HeardAt)> _silos = new(StringComparer.Ordinal);

    public Task Report(SiloReport report, CancellationToken cancellationToken = default)
    {
        _silos[report.Silo] = (report, clock.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SiloReport>> List(CancellationToken cancellationToken = default)
    {
        var oldest = clock.GetUtcNow() - ForgottenAfter;
        foreach (var quiet in _silos.Where(s => s.Value.HeardAt < oldest).Select(s => s.Key).ToArray())
        {
            _silos.Remove(quiet);
        }

        return Task.FromResult<IReadOnlyList<SiloReport>>(
            [.. _silos.Values.Select(s => s.Report).OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Silo, StringComparer.Ordinal)]);
    }
}
