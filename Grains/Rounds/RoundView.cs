using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Grains.Rounds;

/// <summary>How far a round is, in one number and a few words.</summary>
internal static class RoundView
{
    private const double TrainingShare = 0.85;
    private const double ScoringShare = 0.12;

    public static RoundStatus Of(RoundState state, IReadOnlyList<MemberStatus> members)
    {
        var planned = Math.Max(1, state.Planned.Count);
        return state.Phase switch
        {
            RoundPhase.Requested => new RoundStatus(state, members, 0, "freezing the manifest"),
            RoundPhase.Training => new RoundStatus(
                state, members, TrainingShare * members.Sum(m => m.Phase == MemberPhase.Trained ? 1 : m.Fraction) / planned, Training(members, planned)),
            RoundPhase.Scoring => new RoundStatus(
                state,
                members,
                TrainingShare + (ScoringShare * members.Sum(m => m.Phase is MemberPhase.Scoring or MemberPhase.Scored ? m.Fraction : 0) / planned),
                "scoring the pool"),
            RoundPhase.Publishing => new RoundStatus(state, members, TrainingShare + ScoringShare, "publishing"),
            _ => new RoundStatus(state, [], 1, state.Phase.ToString().ToLowerInvariant()),
        };
    }

    private static string Training(IReadOnlyList<MemberStatus> members, int planned)
    {
        var trained = members.Count(m => m.Phase == MemberPhase.Trained);
        var now = members.FirstOrDefault(m => m.Phase == MemberPhase.Training);
        return now is null ? $"{trained} of {planned} members trained" : $"member {trained + 1} of {planned}, epoch {now.Epoch}";
    }
}
