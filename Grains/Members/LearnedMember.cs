using LensGrains.Core.Ids;

namespace LensGrains.Grains.Members;

/// <summary>What a training gave, as it is written: the checkpoint's bytes and the report beside it.</summary>
internal sealed record LearnedMember(byte[] Checkpoint, MemberReport Report)
{
    /// <summary>Held-out scores as they stand in a report.</summary>
    public static IReadOnlyList<HeldOutSource> HeldOut(IEnumerable<Learning.Members.HeldOutScore> scores)
        => [.. scores.Select(h => new HeldOutSource(new Ordinal(h.Ordinal), h.Positive, h.Score))];
}
