using LensGrains.Catalogs;
using LensGrains.Core.Devices;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Scoring;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Jobs;
using LensGrains.Learning.Scoring;
using TrainedMember = LensGrains.Core.Rounds.TrainedMember;

namespace LensGrains.Grains.Scoring;

/// <summary>Scores a shard with all members in one pass, off the grain scheduler, into files that are only ever created.</summary>
public sealed class ShardWork(IBlobStore blobs, CatalogStore catalogs, DevicePool devices)
{
    public string Silo => devices.Silo;

    public DevicePlace PlaceFor(DevicePlace? asked) => devices.PlaceFor(asked);

    /// <summary>Writes every member's column that is not there yet.</summary>
    /// <param name="order">What to score.</param>
    /// <param name="place">The device that shall do it.</param>
    /// <param name="begun">Called once the device has taken the job.</param>
    /// <param name="cancellationToken">Checked before every block of rows.</param>
    public async Task ScoreAsync(ShardOrder order, DevicePlace place, Action begun, CancellationToken cancellationToken)
    {
        var missing = await MissingAsync(order, cancellationToken);
        if (missing.Count == 0)
        {
            return;
        }

        var files = await Task.WhenAll(missing.Select(m => ReadAsync(m, cancellationToken)));
        var catalog = await catalogs.OpenAsync(order.Manifest.Catalog, cancellationToken);
        var columns = await devices.Queue.Enqueue(
            new JobDescription(JobKind.Score, $"round {order.Round}, shard {order.Shard}", order.Campaign.Value, place.Device, order.Round),
            job =>
            {
                begun();
                using var both = CancellationTokenSource.CreateLinkedTokenSource(job.CancellationToken, cancellationToken);
                return new ShardColumns(catalog, order, place.Device, job).Score(files, both.Token);
            },
            cancellationToken);
        for (var i = 0; i < missing.Count; i++)
        {
            var column = columns[i];
            await blobs.CreateAsync(PathOf(order, missing[i]), (stream, token) => ScoreColumn.WriteAsync(stream, column, token), cancellationToken);
        }

        devices.Scored(columns[0].Length);
    }

    private async Task<IReadOnlyList<TrainedMember>> MissingAsync(ShardOrder order, CancellationToken cancellationToken)
    {
        var missing = new List<TrainedMember>();
        foreach (var member in order.Members)
        {
            if (await blobs.GetLocalFileAsync(PathOf(order, member), cancellationToken) is null)
            {
                missing.Add(member);
            }
        }

        return missing;
    }

    private async Task<SafeTensors> ReadAsync(TrainedMember member, CancellationToken cancellationToken)
        => SafeTensors.Parse((await blobs.ReadAsync(member.Checkpoint, cancellationToken)
            ?? throw new FileNotFoundException("A checkpoint is missing.", member.Checkpoint)).Body);

    private static string PathOf(ShardOrder order, TrainedMember member) => MemberFiles.Scores(order.Folder, member.Serial, order.Shard);
}
