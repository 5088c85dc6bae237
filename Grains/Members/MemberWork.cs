using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Members;
using Microsoft.Extensions.Logging;
using EpochLoss = LensGrains.Grains.Interfaces.Members.EpochLoss;
using TrainedMember = LensGrains.Core.Rounds.TrainedMember;

namespace LensGrains.Grains.Members;

/// <summary>
/// A member's long work, off the grain scheduler: reads what it needs, waits its turn on the device, writes files that are only
/// ever created. Doing it again finds the files and uses them.
/// </summary>
public sealed class MemberWork(IBlobStore blobs, CatalogStore catalogs, DevicePool devices, TimeProvider clock, ILogger<MemberWork> log)
{
    private const int ScaleSample = 20_000;

    /// <summary>The silo on which the work is done.</summary>
    public string Silo => devices.Silo;

    /// <summary>The process is ending: nothing will be done on its devices any more.</summary>
    public bool IsOver => devices.Queue.IsClosed;

    /// <summary>The device of this silo that shall do it.</summary>
    public DevicePlace PlaceFor(DevicePlace? asked) => devices.PlaceFor(asked);

    /// <summary>Counts steps of training.</summary>
    public void Stepped(int steps) => devices.Stepped(steps);

    /// <summary>Trains for an order, or takes the checkpoint that an earlier run of the same order left.</summary>
    public async Task<TrainedMember> TrainAsync(
        TrainOrder order, DevicePlace place, MemberProgress progress, CancellationToken cancellationToken)
    {
        var serial = order.Plan.Serial;
        var (checkpointPath, reportPath) = (MemberFiles.Checkpoint(order.Folder, serial), MemberFiles.Report(order.Folder, serial));
        if (await ReadResultAsync(order, checkpointPath, reportPath, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        await using var kept = await TrainingBreak.OpenAsync(
            blobs, MemberFiles.Training(order.Folder, serial), devices.KeepEvery, log, cancellationToken);
        var trained = await LearnAsync(order, place, progress, kept.Breaks, cancellationToken);
        await WriteAsync(order, trained, checkpointPath, reportPath, cancellationToken);
        await kept.ForgetAsync();
        return await ReadResultAsync(order, checkpointPath, reportPath, cancellationToken)
               ?? throw new InvalidOperationException("A checkpoint just written cannot be read.");
    }

    /// <summary>Reads what there is to learn from and waits for the device to learn it.</summary>
    private async Task<Learning.Members.TrainedMember> LearnAsync(
        TrainOrder order, DevicePlace place, MemberProgress progress, TrainingBreaks breaks, CancellationToken cancellationToken)
    {
        var parent = order.Plan.StartFrom is { } path ? MemberCheckpoint.Parse(await RequireAsync(path, cancellationToken)) : null;
        var set = await TrainingInput.ReadAsync(order, blobs, catalogs, ScaleSample, cancellationToken);
        var lineage = new MemberLineage(order.Plan.StartFrom, order.ManifestHash, order.Attempt);
        if (breaks.From is { } from)
        {
            MemberLog.GoesOn(log, order.Plan.Serial, order.Campaign.Value, from.Losses.Count, order.Round);
        }

        return await devices.Queue.Enqueue(
            new JobDescription(JobKind.Train, $"round {order.Round}, member {order.Plan.Serial}", order.Campaign.Value, place.Device, order.Round),
            job =>
            {
                progress.Begin(job);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(job.CancellationToken, cancellationToken);
                return new MemberTrainer(clock, place.Device).Train(set, OptionsFor(order), lineage, parent, progress, breaks, both.Token);
            },
            cancellationToken);
    }

    private static MemberOptions OptionsFor(TrainOrder order)
    {
        var options = MemberOptionNames.Apply(new MemberOptions { Kind = order.Plan.Spec.Kind }, order.Plan.Spec.Options);
        return options with { Seed = order.Plan.Seed };
    }

    private async Task WriteAsync(
        TrainOrder order, Learning.Members.TrainedMember trained, string checkpoint, string report, CancellationToken cancellationToken)
    {
        var written = new MemberReport(
            order.Plan.Serial,
            order.ManifestHash,
            order.Plan.StartFrom,
            [.. trained.Report.Losses.Select((l, i) => new EpochLoss(i + 1, l.Train, l.HeldOut))],
            trained.Report.BestEpoch + 1,
            trained.Report.Stop.ToString(),
            trained.Report.Seconds,
            [.. trained.Report.HeldOut.Select(h => new HeldOutSource(new Ordinal(h.Ordinal), h.Positive, h.Score))]);
        var body = JsonSerializer.SerializeToUtf8Bytes(written, MemberReportJson.Default.MemberReport);
        await blobs.CreateAsync(report, (stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken);
        var bytes = trained.Checkpoint.ToBytes();
        await blobs.CreateAsync(checkpoint, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellationToken);
    }

    private async Task<TrainedMember?> ReadResultAsync(
        TrainOrder order, string checkpoint, string report, CancellationToken cancellationToken)
    {
        // The report is written first, so a checkpoint without one does not occur.
        if (await blobs.ReadAsync(checkpoint, cancellationToken) is not { } weights
            || await blobs.ReadAsync(report, cancellationToken) is not { } file)
        {
            return null;
        }

        var read = JsonSerializer.Deserialize(file.Body.Span, MemberReportJson.Default.MemberReport)!;
        return new TrainedMember(
            order.Plan.Serial,
            checkpoint,
            Convert.ToHexStringLower(SHA256.HashData(weights.Body.Span)),
            report,
            read.Losses.Count,
            read.Losses.Min(l => l.HeldOut),
            read.Seconds);
    }

    private async Task<ReadOnlyMemory<byte>> RequireAsync(string path, CancellationToken cancellationToken)
        => (await blobs.ReadAsync(path, cancellationToken))?.Body ?? throw new FileNotFoundException("A checkpoint is missing.", path);
}
