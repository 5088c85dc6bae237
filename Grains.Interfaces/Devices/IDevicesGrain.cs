namespace LensGrains.Grains.Interfaces.Devices;

/// <summary>
/// What the cluster's devices do, as their silos said last: every silo says so once a second, so that a new activation knows everything
/// again within a second, and a silo that has gone quiet is forgotten. Key: <see cref="GrainKeys.Devices"/>.
/// </summary>
[Alias("lensgrains.devices")]
public interface IDevicesGrain : IGrainWithStringKey
{
    [Alias("report")]
    Task Report(SiloReport report, CancellationToken cancellationToken = default);

    /// <summary>The newest report of each silo, by name.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<IReadOnlyList<SiloReport>> List(CancellationToken cancellationToken = default);
}

/// <summary>One silo's devices and how fast it works.</summary>
/// <param name="Silo">The silo, as the cluster tells it from all others.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Role">What its process does: <c>all</c> or <c>silo</c>.</param>
/// <param name="HasAccelerator">True for one that takes members which require an accelerator.</param>
/// <param name="Devices">Its devices in its own order.</param>
/// <param name="Rates">What it did of late.</param>
/// <param name="At">When it said so, by its own clock.</param>
[GenerateSerializer, Immutable, Alias("silo-report")]
public sealed record SiloReport(
    string Silo, string Name, string Role, bool HasAccelerator, IReadOnlyList<DeviceReport> Devices, SiloRates Rates, DateTimeOffset At);

/// <summary>A device's queue: at most one job runs, the others wait in the order of arrival.</summary>
[GenerateSerializer, Immutable, Alias("device-report")]
public sealed record DeviceReport(string Device, IReadOnlyList<JobReport> Jobs);

/// <summary>A job that runs on a device or waits for it.</summary>
/// <param name="Title">What it is, in words.</param>
/// <param name="Campaign">Whose it is.</param>
/// <param name="Round">The round it works for.</param>
/// <param name="IsTraining">True where it trains, false where it scores.</param>
/// <param name="IsRunning">False while it waits.</param>
/// <param name="Progress">Share done, 0 to 1; null before it has said.</param>
/// <param name="Stage">What it is at, in words.</param>
/// <param name="EnqueuedAt">When it came.</param>
/// <param name="StartedAt">When it got the device.</param>
[GenerateSerializer, Immutable, Alias("job-report")]
public sealed record JobReport(
    string Title,
    string Campaign,
    int Round,
    bool IsTraining,
    bool IsRunning,
    double? Progress,
    string Stage,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset? StartedAt);

/// <summary>What a silo did per second, over the last ten seconds.</summary>
[GenerateSerializer, Immutable, Alias("silo-rates")]
public sealed record SiloRates(double SubmissionsPerSecond, double SourcesScoredPerSecond, double TrainStepsPerSecond);
