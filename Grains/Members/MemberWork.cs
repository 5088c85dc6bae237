using System.Security.Cryptography;
using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Core.Devices;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Jobs;
using Microsoft.Extensions.Logging;
using TrainedMember = LensGrains.Core.Rounds.TrainedMember;

namespace LensGrains.Grains.Members;

/// <summary>
/// A member's long work, off the grain scheduler: reads what it needs, waits its turn on the device, writes files that are only
/// ever created. Doing it again finds the files and uses them.
/// </summary>
public sealed class MemberWork(IBlobStore blobs, CatalogStore catalogs, DevicePool devices, TimeProvider clock, ILogger<MemberWork> log)
{
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
        var learned = await LearnAsync(order, place, progress, kept, cancellationToken);
        await WriteAsync(learned, checkpointPath, reportPath, cancellationToken);
        await kept.ForgetAsync();
        return await ReadResultAsync(order, checkpointPath, reportPath, cancellationToken)
               ?? throw new InvalidOperationException("A checkpoint just written cannot be read.");
    }

    /// <summary>Reads what there is to learn from and waits for the device to learn it.</summary>
    private async Task<LearnedMember> LearnAsync(
        TrainOrder order, DevicePlace place, MemberProgress progress, TrainingBreak kept, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? parent = order.Plan.StartFrom is { } path ? await RequireAsync(path, cancellationToken) : (ReadOnlyMemory<byte>?)null;
        ILearning learning = MemberSpecs.IsOnImages(order.Plan.Spec)
            ? await ImageLearning.ReadAsync(order, parent, blobs, catalogs, cancellationToken)
            : await EmbeddingLearning.ReadAsync(order, parent, blobs, catalogs, cancellationToken);
        return await devices.Queue.Enqueue(
            new JobDescription(JobKind.Train, $"round {order.Round}, member {order.Plan.Serial}", order.Campaign.Value, place.Device, order.Round),
            job =>
            {
                progress.Begin(job);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(job.CancellationToken, cancellationToken);
                return learning.Learn(new LearningRun(order, place.Device, clock, progress, kept, log), both.Token);
            },
            cancellationToken);
    }

    private async Task WriteAsync(LearnedMember learned, string checkpoint, string report, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(learned.Report, MemberReportJson.Default.MemberReport);
        await blobs.CreateAsync(report, (stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken);
        await blobs.CreateAsync(checkpoint, (stream, token) => stream.WriteAsync(learned.Checkpoint, token).AsTask(), cancellationToken);
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
