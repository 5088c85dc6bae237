using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Scoring;

namespace LensGrains.Grains.Rounds;

/// <summary>How a round's pieces of work are asked of their grains.</summary>
internal static class MemberCalls
{
    /// <summary>Training: one piece per member, by serial.</summary>
    public static WorkCalls<MemberStatus> Training(IGrainFactory grains, CampaignId campaign, int round, Func<RoundState> state)
    {
        IEnsembleMemberGrain Member(int serial) => grains.GetGrain<IEnsembleMemberGrain>(GrainKeys.Member(campaign, serial));
        return new WorkCalls<MemberStatus>(
            (serial, place) =>
            {
                var now = state();
                return Member(serial).Train(new TrainOrder(
                    campaign, round, now.Attempt, now.ManifestHash!, now.Manifest!, now.Examples!, now.Folder, now.Planned.First(p => p.Serial == serial), place));
            },
            serial => Member(serial).GiveBack(round),
            serial => Member(serial).Cancel(round));
    }

    /// <summary>Scoring: one piece per shard, with all members.</summary>
    public static WorkCalls<ShardStatus> Scoring(IGrainFactory grains, CampaignId campaign, int round, Func<RoundState> state)
    {
        IShardScorerGrain Scorer(int shard) => grains.GetGrain<IShardScorerGrain>(GrainKeys.Shard(campaign, round, state().Attempt, shard));
        return new WorkCalls<ShardStatus>(
            (shard, place) =>
            {
                var now = state();
                return Scorer(shard).Score(new ShardOrder(campaign, round, now.Attempt, now.Manifest!, now.Trained, now.Folder, shard, place));
            },
            shard => Scorer(shard).GiveBack(),
            shard => Scorer(shard).Cancel());
    }
}
