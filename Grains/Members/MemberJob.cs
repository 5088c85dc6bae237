using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Members;

/// <summary>The work that a member does now, or did last.</summary>
internal sealed class MemberJob(int round, int attempt, MemberPhase kind, MemberProgress progress)
{
    private readonly CancellationTokenSource _cancellation = new();
    private MemberPhase? _ended;
    private string? _message;

    public int Round => round;

    public MemberPhase Kind => kind;

    public CancellationToken Cancellation => _cancellation.Token;

    public TrainedMember? Trained { get; set; }

    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>True where this is the work asked for and it did not end badly.</summary>
    public bool IsFor(int otherRound, int otherAttempt, MemberPhase otherKind)
        => (otherRound, otherAttempt, otherKind) == (round, attempt, kind) && _ended is not MemberPhase.Cancelled;

    public void Cancel() => _cancellation.Cancel();

    public void End(MemberPhase phase, string? message) => (_ended, _message) = (phase, message);

    public MemberStatus Status() => progress.Status(_ended, Trained, _message);
}
