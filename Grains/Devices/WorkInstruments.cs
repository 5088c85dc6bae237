using System.Diagnostics.Metrics;
using LensGrains.Grains.Sessions;
using LensGrains.Learning.Jobs;

namespace LensGrains.Grains.Devices;

/// <summary>What a silo's devices measure, and the sums from which its rates are told.</summary>
public sealed class WorkInstruments
{
    private readonly Counter<long> _scored;
    private readonly Counter<long> _steps;
    private readonly SessionInstruments _sessions;
    private long _scoredSum;
    private long _stepsSum;

    public WorkInstruments(IMeterFactory meters, DeviceQueue devices, SessionInstruments sessions)
    {
        _sessions = sessions;
        var meter = meters.Create("LensGrains");
        _scored = meter.CreateCounter<long>("lensgrains.score.sources", "{source}", "Sources scored, once per shard whatever the number of members.");
        _steps = meter.CreateCounter<long>("lensgrains.train.steps", "{step}", "Steps of members' optimisers.");
        meter.CreateObservableGauge(
            "lensgrains.device.jobs",
            () => Enum.GetValues<JobState>().Select(state => new Measurement<int>(
                devices.Snapshot().Count(job => job.State == state), new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()))),
            "{job}",
            "Jobs in this silo's device queues.");
    }

    public WorkTotals Totals => new(_sessions.Submissions, Interlocked.Read(ref _scoredSum), Interlocked.Read(ref _stepsSum));

    public void Scored(int sources)
    {
        _scored.Add(sources);
        Interlocked.Add(ref _scoredSum, sources);
    }

    public void Stepped(int steps)
    {
        _steps.Add(steps);
        Interlocked.Add(ref _stepsSum, steps);
    }
}

/// <summary>Work done since the process began.</summary>
public readonly record struct WorkTotals(long Submissions, long SourcesScored, long TrainSteps);
