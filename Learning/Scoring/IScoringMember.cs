using LensGrains.Learning.Members;

namespace LensGrains.Learning.Scoring;

/// <summary>A member on vectors, ready to score. Belongs to the thread that made it.</summary>
internal interface IScoringMember : IDisposable
{
    /// <summary>Raw features [n, d] float32 → [n] scores.</summary>
    torch.Tensor Score(torch.Tensor features);

    /// <summary>The member of a checkpoint: folded where its kind is plain, its network otherwise.</summary>
    static IScoringMember Of(MemberCheckpoint member, torch.Device device)
        => member.Shape.Kind == MemberOptions.Plain ? new FoldedMember(member, device) : new NetworkScorer(member, device);
}
