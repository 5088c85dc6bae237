using LensGrains.Core.Devices;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Interfaces.Scoring;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Scoring;

/// <summary>Hosts one shard's scoring: starts it, says how far it is, and goes once it has said how it ended.</summary>
public sealed class ShardScorerGrain(ShardWork work, ILogger<ShardScorerGrain> log) : Grain, IShardScorerGrain
{
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(30);

    private Job? _job;
    private IGrainTimer? _awake;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Stop.Cancel();
        return Task.CompletedTask;
    }

    public Task<ShardStatus> Score(ShardOrder order, CancellationToken cancellationToken = default)
    {
        if (_job is null && order.Place.Silo != work.Silo)
        {
            this.MigrateOnIdle(); // to where the work belongs; once it merely ended, a silo that remembers it here would bring it back
            return Task.FromResult(new ShardStatus(order.Shard, MemberPhase.Idle, 0, Place: null, Message: null));
        }

        if (_job is null)
        {
            Start(order);
        }
        else if (_job.HasEnded)
        {
            this.DeactivateOnIdle();
        }

        return Task.FromResult(_job!.Status(order.Shard));
    }

    public Task Cancel(CancellationToken cancellationToken = default)
    {
        _job?.Stop.Cancel();
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<bool> GiveBack(CancellationToken cancellationToken = default)
    {
        var gives = _job is null or { Phase: MemberPhase.Queued };
        if (gives)
        {
            _job?.Stop.Cancel();
            this.DeactivateOnIdle();
        }

        return Task.FromResult(gives);
    }

    private void Start(ShardOrder order)
    {
        var job = _job = new Job(work.PlaceFor(order.Place));
        _awake = this.RegisterGrainTimer(
            () => Task.CompletedTask, new GrainTimerCreationOptions(WakeEvery, WakeEvery) { KeepAlive = true });
        job.Running = RunAsync(order, job);
    }

    private async Task RunAsync(ShardOrder order, Job job)
    {
        try
        {
            await work.ScoreAsync(order, job.Place, () => job.Phase = MemberPhase.Scoring, job.Stop.Token);
            job.Phase = MemberPhase.Scored;
        }
        catch (OperationCanceledException) when (job.Stop.IsCancellationRequested)
        {
            job.Phase = MemberPhase.Cancelled;
        }
        catch (Exception failed)
        {
            ShardLog.Failed(log, failed, order.Shard, order.Campaign, order.Round);
            (job.Phase, job.Message) = (MemberPhase.Failed, failed.Message);
        }

        _awake?.Dispose();
        await NotifyAsync(order);
    }

    private async Task NotifyAsync(ShardOrder order)
    {
        try
        {
            await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(order.Campaign, order.Round)).Notify();
        }
        catch (Exception lost)
        {
            ShardLog.HintLost(log, lost, order.Round, order.Shard);
        }
    }

    /// <summary>The scoring that runs now, or ran last.</summary>
    private sealed class Job(DevicePlace place)
    {
        private volatile int _phase = (int)MemberPhase.Queued; // the device's thread says when it begins

        public DevicePlace Place => place;

        public CancellationTokenSource Stop { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;

        public string? Message { get; set; }

        public MemberPhase Phase
        {
            get => (MemberPhase)_phase;
            set => _phase = (int)value;
        }

        public bool HasEnded => Phase is MemberPhase.Scored or MemberPhase.Cancelled or MemberPhase.Failed;

        public ShardStatus Status(int shard)
            => new(shard, Phase, Phase == MemberPhase.Scored ? 1 : 0, HasEnded ? null : place, Message);
    }
}

internal static partial class ShardLog
{
    [LoggerMessage(1701, LogLevel.Error, "Shard {Shard} of {Campaign} could not be scored for round {Round}.")]
    public static partial void Failed(ILogger log, Exception failed, int shard, CampaignId campaign, int round);

    [LoggerMessage(1702, LogLevel.Debug, "Round {Round} did not hear that shard {Shard} is done; it asks by itself.")]
    public static partial void HintLost(ILogger log, Exception lost, int round, int shard);
}
