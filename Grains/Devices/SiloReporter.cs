using LensGrains.Core.Devices;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Devices;
using LensGrains.Learning.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Devices;

/// <summary>Says once a second what this silo's devices do.</summary>
public sealed class SiloReporter(
    ICluster cluster, SiloDevices devices, DeviceQueue queue, WorkInstruments work, IGrainFactory grains, TimeProvider clock, ILogger<SiloReporter> log)
    : BackgroundService
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly WorkRates _rates = new(RateWindow);

    /// <summary>What the silo would say now.</summary>
    internal SiloReport Report()
    {
        var now = clock.GetUtcNow();
        var jobs = queue.Snapshot().ToLookup(job => job.Description.Device);
        var names = devices.Devices.Concat(jobs.Select(j => j.Key)).Distinct(StringComparer.Ordinal);
        return new SiloReport(
            cluster.Self,
            cluster.Name,
            devices.Role,
            devices.HasAccelerator,
            [.. names.Select(name => new DeviceReport(name, [.. jobs[name].Select(Describe)]))],
            _rates.Next(now, work.Totals),
            now);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReportEvery, clock);
        do
        {
            await ReportAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = grains.GetGrain<IDevicesGrain>(GrainKeys.Devices);
            await known.Report(Report(), cancellationToken).WaitAsync(LongestWait, clock, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The silo ends: whatever became of this report, nobody waits for another.
        }
        catch (Exception lost)
        {
            DevicesLog.ReportLost(log, lost); // the next one says it all again
        }
    }

    private static JobReport Describe(JobStatus job) => new(
        job.Description.Title,
        job.Description.Owner,
        job.Description.Round,
        job.Description.Kind == JobKind.Train,
        job.State == JobState.Running,
        double.IsNaN(job.Progress) ? null : job.Progress,
        job.Stage,
        job.EnqueuedAt,
        job.StartedAt);
}
