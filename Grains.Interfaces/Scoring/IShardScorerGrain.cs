using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Interfaces.Scoring;

/// <summary>
/// Scores one shard with all members of a round, on whichever silo it is placed. It remembers nothing but its job: what is done are the
/// files, which are only ever created, so doing it twice does no harm. Key: campaign/round/attempt/shard.
/// </summary>
[Alias("lensgrains.shard-scorer")]
public interface IShardScorerGrain : IGrainWithStringKey
{
    /// <summary>Starts the job, or says how far it is. Returns at once.</summary>
    [Alias("score")]
    Task<ShardStatus> Score(ShardOrder order, CancellationToken cancellationToken = default);

    /// <summary>Stops the job.</summary>
    [Alias("cancel")]
    Task Cancel(CancellationToken cancellationToken = default);

    /// <summary>Gives the job back where it has not begun; false where it runs.</summary>
    [Alias("give-back")]
    Task<bool> GiveBack(CancellationToken cancellationToken = default);
}

/// <summary>Everything it takes to score a shard; the same order is the same work.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Round">The round.</param>
/// <param name="Attempt">The round's attempt.</param>
/// <param name="Manifest">The round's manifest.</param>
/// <param name="Members">The members, as the round trained them.</param>
/// <param name="Folder">Where the attempt's files are.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Place">The device that shall do it.</param>
[GenerateSerializer, Immutable, Alias("shard-order")]
public sealed record ShardOrder(
    CampaignId Campaign, int Round, int Attempt, Manifest Manifest, IReadOnlyList<TrainedMember> Members, string Folder, int Shard, DevicePlace Place);

/// <summary>How far a shard is.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Phase">Idle, queued, scoring, scored, failed or cancelled.</param>
/// <param name="Fraction">0 to 1.</param>
/// <param name="Place">The device that has it; null where none has.</param>
/// <param name="Message">Why it failed.</param>
[GenerateSerializer, Immutable, Alias("shard-status")]
public sealed record ShardStatus(int Shard, MemberPhase Phase, double Fraction, DevicePlace? Place, string? Message) : IWorkStatus;
