namespace LensGrains.Api.Devices;

/// <summary>What the silos' devices do, and how fast all of them are together.</summary>
internal sealed record DevicesMessage(IReadOnlyList<SiloMessage> Silos, RatesMessage Rates);

/// <summary>One silo.</summary>
/// <param name="Silo">The silo as rounds name it.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Role">What its process does: <c>all</c> or <c>silo</c>.</param>
/// <param name="Accelerator">True for one that takes members which require an accelerator.</param>
/// <param name="ReportedAt">When it said so, by its own clock.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Rates">How fast it was over the last ten seconds.</param>
internal sealed record SiloMessage(
    string Silo, string Name, string Role, bool Accelerator, DateTimeOffset ReportedAt, IReadOnlyList<DeviceMessage> Devices, RatesMessage Rates);

/// <summary>A device: the job that runs, if any, then those that wait, in order.</summary>
internal sealed record DeviceMessage(string Device, IReadOnlyList<JobMessage> Jobs);

internal enum JobKindWord
{
    Train,
    Score,
}

internal enum JobStateWord
{
    Queued,
    Running,
}

/// <summary>A job. Title and campaign are left out where the caller's token does not open the campaign.</summary>
internal sealed record JobMessage(
    JobKindWord Kind,
    JobStateWord State,
    string? Title,
    string? Campaign,
    int? Round,
    double? Progress,
    string? Stage,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset? StartedAt);

/// <summary>Work per second.</summary>
internal sealed record RatesMessage(double SubmissionsPerSecond, double SourcesScoredPerSecond, double TrainStepsPerSecond);
