using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Grains.Rounds;

/// <summary>How far a round is, in one number and a few words.</summary>
internal static class RoundView
{
    private const double TrainingShare = 0.85;
    private const double ScoringShare = 0.12;

    public static RoundStatus Of(RoundState state, RoundWork? work)
    {
        var members = work?.Members ?? [];
        return state.Phase switch
        {
            RoundPhase.Requested => new RoundStatus(state, members, 0, "freezing the manifest"),
            RoundPhase.Training => new RoundStatus(state, members, TrainingShare * Trained(state, members), Step(state, members, work), Wait(work)),
            RoundPhase.Scoring => new RoundStatus(
                state, members, TrainingShare + (ScoringShare * Scored(state, work)), "scoring the pool", Wait(work)),
            RoundPhase.Publishing => new RoundStatus(state, members, TrainingShare + ScoringShare, "publishing"),
            _ => new RoundStatus(state, [], 1, state.Phase.ToString().ToLowerInvariant()),
        };
    }

    private static double Trained(RoundState state, IReadOnlyList<MemberStatus> members)
    {
        var going = members.Where(m => state.Trained.All(t => t.Serial != m.Serial)).Sum(m => m.Fraction);
        return (state.Trained.Count + going) / Math.Max(1, state.Planned.Count);
    }

    private static double Scored(RoundState state, RoundWork? work) => (double)(work?.ShardsScored ?? 0) / Math.Max(1, RoundScoring.ShardsOf(state));

    private static string Step(RoundState state, IReadOnlyList<MemberStatus> members, RoundWork? work)
    {
        var (trained, planned) = (state.Trained.Count, state.Planned.Count);
        var now = members.FirstOrDefault(m => m.Phase == MemberPhase.Training);
        return Wait(work) switch
        {
            RoundWait.GpuSilo => "waiting for a GPU silo",
            RoundWait.Device => "waiting for a device",
            _ => now is null ? $"{trained} of {planned} members trained" : $"member {trained + 1} of {planned}, {now.Kind}, epoch {now.Epoch}",
        };
    }

    private static RoundWait Wait(RoundWork? work) => work?.Waits ?? RoundWait.Nothing;
}
