using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

/// <summary>
/// Hosts one member's long work: starts it, says how far it is, keeps what came out. The work itself runs on the device's thread on
/// captured input; the grain stays awake while it lives, cancels it when it goes, and goes once it has said how it ended.
/// </summary>
public sealed class EnsembleMemberGrain(
    [PersistentState("member", "lensgrains")] IPersistentState<Stored<MemberState>> stored,
    MemberWork work,
    ILogger<EnsembleMemberGrain> log) : Grain, IEnsembleMemberGrain
{
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(30);

    private MemberJob? _job;
    private IGrainTimer? _awake;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Cancel();
        return Task.CompletedTask;
    }

    public Task<MemberStatus> Train(TrainOrder order, CancellationToken cancellationToken = default)
    {
        if (ResultOf(order.Round, order.Attempt) is { } result)
        {
            Leave();
            return Task.FromResult(ProgressFor(order).Status(MemberPhase.Trained, result.Trained));
        }

        if (_job?.IsFor(order.Round, order.Attempt) ?? false)
        {
            Leave();
            return Task.FromResult(_job.Status());
        }

        if (order.Place is { } place && place.Silo != work.Silo)
        {
            if (_job is null or { HasEnded: true })
            {
                this.MigrateOnIdle(); // to where the work belongs; once it merely ended, a silo that remembers it here would bring it back
            }

            return Task.FromResult(Idle());
        }

        Start(order);
        return Task.FromResult(_job!.Status());
    }

    public Task<MemberStatus> Status(CancellationToken cancellationToken = default)
        => Task.FromResult(_job?.Status() ?? Idle());

    public Task Cancel(int round, CancellationToken cancellationToken = default)
    {
        if (_job?.Round == round)
        {
            _job.Cancel();
        }

        Leave();
        return Task.CompletedTask;
    }

    public Task<bool> GiveBack(int round, CancellationToken cancellationToken = default)
    {
        var gives = _job is null || (_job.Round == round && _job.IsQueued);
        if (gives)
        {
            _job?.Cancel();
            this.DeactivateOnIdle();
        }

        return Task.FromResult(gives);
    }

    private MemberStatus Idle()
    {
        var last = stored.State.Value?.Results.LastOrDefault();
        var (_, serial) = GrainKeys.SplitNumber(this.GetPrimaryKeyString());
        var progress = new MemberProgress(serial, "mlp", last?.Round ?? 0, last?.Attempt ?? 0, warmStart: false);
        return last is null ? progress.Status(MemberPhase.Idle) : progress.Status(MemberPhase.Trained, last.Trained);
    }

    private MemberResult? ResultOf(int round, int attempt)
        => stored.State.Value?.Results.FirstOrDefault(r => r.Round == round && r.Attempt == attempt);

    private MemberProgress ProgressFor(TrainOrder order) => new(
        order.Plan.Serial, order.Plan.Spec.Kind, order.Round, order.Attempt, order.Plan.StartFrom is not null, work.Stepped);

    private void Start(TrainOrder order)
    {
        _job?.Cancel();
        var progress = ProgressFor(order);
        var job = _job = new MemberJob(order.Round, order.Attempt, work.PlaceFor(order.Place), progress);
        _awake ??= this.RegisterGrainTimer(
            () => Task.CompletedTask, new GrainTimerCreationOptions(WakeEvery, WakeEvery) { KeepAlive = true });
        job.Running = RunAsync(order, job, progress);
    }

    /// <summary>Ends this activation where it has nothing to do, so that the next one is placed where the work belongs.</summary>
    private void Leave()
    {
        if (_job is null or { HasEnded: true })
        {
            this.DeactivateOnIdle();
        }
    }

    private async Task RunAsync(TrainOrder order, MemberJob job, MemberProgress progress)
    {
        try
        {
            job.Trained = await work.TrainAsync(order, job.Place, progress, job.Cancellation);
            job.End(await KeepAsync(order, job) ? MemberPhase.Trained : MemberPhase.Cancelled, null);
        }
        catch (Exception ended) when (ended is OperationCanceledException || job.Cancellation.IsCancellationRequested || work.IsOver)
        {
            // Told to stop, or the process ends: what broke on the way says nothing about the member.
            MemberLog.Stopped(log, ended, this.GetPrimaryKeyString(), job.Round);
            job.End(MemberPhase.Cancelled, null);
        }
        catch (Exception failed)
        {
            MemberLog.Failed(log, failed, this.GetPrimaryKeyString(), job.Round);
            job.End(MemberPhase.Failed, failed.Message);
        }

        if (job == _job)
        {
            _awake?.Dispose();
            _awake = null;
        }

        await NotifyAsync(job.Round);
    }

    /// <summary>Keeps what came out; false where that failed, and the next order finds it in the files.</summary>
    private async Task<bool> KeepAsync(TrainOrder order, MemberJob job)
    {
        var result = new MemberResult(order.Round, order.Attempt, order.ManifestHash, job.Trained!);
        try
        {
            await stored.DecideAsync(
                state => (true, new MemberState([.. (state?.Results ?? []).Where(r => r.Round != result.Round), result])),
                this.DeactivateOnIdle);
            return true;
        }
        catch (Exception failed)
        {
            MemberLog.NotKept(log, failed, this.GetPrimaryKeyString(), job.Round);
            return false;
        }
    }

    private async Task NotifyAsync(int round)
    {
        var (campaign, _) = GrainKeys.Split(this.GetPrimaryKeyString());
        try
        {
            await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(campaign, round)).Notify();
        }
        catch (Exception lost)
        {
            MemberLog.HintLost(log, lost, this.GetPrimaryKeyString(), round);
        }
    }
}
