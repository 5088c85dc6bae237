using LensGrains.Core.Devices;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;

namespace LensGrains.Grains.Members;

/// <summary>The training that a member does now, or did last.</summary>
internal sealed class MemberJob(int round, int attempt, DevicePlace place, MemberProgress progress)
{
    private readonly CancellationTokenSource _cancellation = new();
    private MemberPhase? _ended;
    private string? _message;

    public int Round => round;

    public DevicePlace Place => place;

    public CancellationToken Cancellation => _cancellation.Token;

    public TrainedMember? Trained { get; set; }

    public Task Running { get; set; } = Task.CompletedTask;

    public bool HasEnded => _ended is not null;

    /// <summary>True while it has not got the device yet.</summary>
    public bool IsQueued => _ended is null && !progress.HasBegun;

    /// <summary>True where this is the work asked for and nobody stopped it.</summary>
    public bool IsFor(int otherRound, int otherAttempt) => (otherRound, otherAttempt) == (round, attempt) && _ended is not MemberPhase.Cancelled;

    public void Cancel() => _cancellation.Cancel();

    public void End(MemberPhase phase, string? message) => (_ended, _message) = (phase, message);

    public MemberStatus Status() => progress.Status(_ended, Trained, _message) with { Place = HasEnded ? null : place };
}
