using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Interfaces.Rounds;

/// <summary>One training round: freeze, train, score, threshold, publish. Key: campaign/number.</summary>
[Alias("lensgrains.round")]
public interface IRoundGrain : IGrainWithStringKey
{
    /// <summary>Begins the round, or sees that it goes on. Returns at once.</summary>
    [Alias("begin")]
    Task Begin(BeginRound command, CancellationToken cancellationToken = default);

    /// <summary>State and progress; null where the round was never asked for.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<RoundStatus?> Status(CancellationToken cancellationToken = default);

    /// <summary>Stops the round; false where it is over or whole already.</summary>
    [Alias("cancel")]
    Task<bool> Cancel(CancellationToken cancellationToken = default);

    /// <summary>A member has ended training or scoring. A hint.</summary>
    [Alias("notify")]
    Task Notify(CancellationToken cancellationToken = default);
}

[GenerateSerializer, Immutable, Alias("begin-round")]
public sealed record BeginRound(int Parent, RoundReason Reason);

/// <summary>A round as people see it.</summary>
/// <param name="State">What is durable.</param>
/// <param name="Members">What its members do now; empty once it is over.</param>
/// <param name="Fraction">0 to 1 over the whole round.</param>
/// <param name="Step">What happens now, in words.</param>
/// <param name="Waits">What it cannot go on without.</param>
[GenerateSerializer, Immutable, Alias("round-status")]
public sealed record RoundStatus(
    RoundState State, IReadOnlyList<MemberStatus> Members, double Fraction, string Step, RoundWait Waits = RoundWait.Nothing);
