using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

/// <summary>
/// Hosts one member's long work: starts it, says how far it is, keeps what came out. The work itself runs on the device's thread on
/// captured input; the grain stays awake while it lives and cancels it when it goes.
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
        var progress = new MemberProgress(
            order.Plan.Serial, order.Plan.Spec.Kind, order.Round, order.Attempt, order.Plan.StartFrom is not null);
        if (ResultOf(order.Round, order.Attempt) is { } result)
        {
            return Task.FromResult(progress.Status(MemberPhase.Trained, result.Trained));
        }

        if (!(_job?.IsFor(order.Round, order.Attempt, MemberPhase.Training) ?? false))
        {
            Start(new MemberJob(order.Round, order.Attempt, MemberPhase.Training, progress), async job =>
            {
                job.Trained = await work.TrainAsync(order, progress, job.Cancellation);
                await KeepAsync(new MemberResult(order.Round, order.Attempt, order.ManifestHash, job.Trained));
            });
        }

        return Task.FromResult(_job!.Status());
    }

    public Task<MemberStatus> Score(ScoreOrder order, CancellationToken cancellationToken = default)
    {
        if (!(_job?.IsFor(order.Round, order.Attempt, MemberPhase.Scoring) ?? false))
        {
            var progress = new MemberProgress(order.Serial, "mlp", order.Round, order.Attempt, warmStart: false);
            Start(
                new MemberJob(order.Round, order.Attempt, MemberPhase.Scoring, progress),
                job => work.ScoreAsync(order, progress, job.Cancellation));
        }

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

        return Task.CompletedTask;
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

    private void Start(MemberJob job, Func<MemberJob, Task> run)
    {
        _job?.Cancel();
        _job = job;
        _awake ??= this.RegisterGrainTimer(
            () => Task.CompletedTask, new GrainTimerCreationOptions(WakeEvery, WakeEvery) { KeepAlive = true });
        job.Running = RunAsync(job, run);
    }

    private async Task RunAsync(MemberJob job, Func<MemberJob, Task> run)
    {
        try
        {
            await run(job);
            job.End(job.Kind == MemberPhase.Training ? MemberPhase.Trained : MemberPhase.Scored, null);
        }
        catch (OperationCanceledException) when (job.Cancellation.IsCancellationRequested)
        {
            job.End(MemberPhase.Cancelled, null);
        }
        catch (Exception failed)
        {
            MemberLog.Failed(log, failed, this.GetPrimaryKeyString(), job.Round);
            job.End(MemberPhase.Failed, failed.Message);
        }

        _awake?.Dispose();
        _awake = null;
        await NotifyAsync(job.Round);
    }

    private Task<(bool Answer, bool Written)> KeepAsync(MemberResult result)
        => stored.DecideAsync(
            state => (true, new MemberState([.. (state?.Results ?? []).Where(r => r.Round != result.Round), result])),
            this.DeactivateOnIdle);

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
