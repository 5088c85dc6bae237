using LensGrains.Api.Auth;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Devices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Devices;

/// <summary>Silos, their devices, what runs and what waits.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder api)
        => api.MapGet("/devices", List).RequireAuthorization(Access.Annotate).WithTags("devices").WithName("devices")
            .WithSummary("Silos with their devices, running and waiting jobs, and rates.");

    private static async Task<Ok<DevicesMessage>> List(HttpContext context, IGrainFactory grains)
    {
        var reports = await grains.GetGrain<IDevicesGrain>(GrainKeys.Devices).List(context.RequestAborted);
        return TypedResults.Ok(new DevicesMessage(
            [.. reports.Select(report => Map(report, context.Grant()))],
            new RatesMessage(
                reports.Sum(r => r.Rates.SubmissionsPerSecond), reports.Sum(r => r.Rates.SourcesScoredPerSecond), reports.Sum(r => r.Rates.TrainStepsPerSecond))));
    }

    private static SiloMessage Map(SiloReport report, Grant caller) => new(
        report.Silo,
        report.Name,
        report.Role,
        report.HasAccelerator,
        report.At,
        [.. report.Devices.Select(device => new DeviceMessage(device.Device, [.. device.Jobs.Select(job => Map(job, caller))]))],
        new RatesMessage(report.Rates.SubmissionsPerSecond, report.Rates.SourcesScoredPerSecond, report.Rates.TrainStepsPerSecond));

    private static JobMessage Map(JobReport job, Grant caller)
    {
        var isOpen = caller.Opens(new CampaignId(job.Campaign));
        return new JobMessage(
            job.IsTraining ? JobKindWord.Train : JobKindWord.Score,
            job.IsRunning ? JobStateWord.Running : JobStateWord.Queued,
            isOpen ? job.Title : null,
            isOpen ? job.Campaign : null,
            isOpen ? job.Round : null,
            job.Progress,
            job.Stage.Length > 0 ? job.Stage : null,
            job.EnqueuedAt,
            job.StartedAt);
    }
}
