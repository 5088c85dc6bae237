using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Rounds;

/// <summary>
/// Hosts <see cref="Round"/>: a timer takes the next step until the round is over. Every step can be taken again: members find their
/// files, the manifest is frozen once, the pointer moves once.
/// </summary>
public sealed class RoundGrain(
    [PersistentState("round", "lensgrains")] IPersistentState<Stored<RoundState>> stored,
    RoundParts parts,
    TimeProvider clock,
    ILogger<RoundGrain> log) : Grain, IRoundGrain
{
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a step waits for the manifest, most of which are made in less.</summary>
    private static readonly TimeSpan LongestFreezingStep = TimeSpan.FromSeconds(2);

    private CampaignId _campaign;
    private int _number;
    private IGrainTimer? _stepping;
    private RoundWork? _work;
    private Task<RoundEvent>? _freezing;
    private Task<RoundScored>? _scoring;
    private bool _manifestTold;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_campaign, _number) = GrainKeys.SplitNumber(this.GetPrimaryKeyString());
        StepWhileNeeded();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        parts.Instruments.Waits(this.GetPrimaryKeyString(), RoundWait.Nothing);
        return Task.CompletedTask;
    }

    public async Task Begin(BeginRound command, CancellationToken cancellationToken = default)
    {
        if (stored.State.Value is null) // the campaign asks every second; a round begins once
        {
            await stored.DecideAsync(
                state => (true, state is null
                    ? Round.Apply(null, new RoundRequested(_campaign, _number, command.Parent, command.Reason, clock.GetUtcNow()))
                    : null),
                this.DeactivateOnIdle);
        }

        StepWhileNeeded();
    }

    public Task<RoundStatus?> Status(CancellationToken cancellationToken = default)
        => Task.FromResult(stored.State.Value is { } state ? RoundView.Of(state, _work) : null);

    public async Task<bool> Cancel(CancellationToken cancellationToken = default)
    {
        if (!await ApplyAsync(state => Round.Stop(state, RoundPhase.Cancelled, "Cancelled.", clock.GetUtcNow())))
        {
            return false;
        }

        await StopWorkAsync();
        await EndAsync(stored.State.Value!, RoundPhase.Cancelled, "Cancelled.", cancellationToken);
        return true;
    }

    public Task Notify(CancellationToken cancellationToken = default)
    {
        _stepping?.Change(TimeSpan.Zero, StepEvery);
        return Task.CompletedTask;
    }

    private ICampaignGrain CampaignGrain => GrainFactory.GetGrain<ICampaignGrain>(_campaign.Value);

    private RoundWork Work => _work ??= new RoundWork(GrainFactory, parts.Cluster, clock, stored.State.Value!, () => stored.State.Value!);

    private void StepWhileNeeded()
    {
        if (_stepping is null && stored.State.Value is not null)
        {
            _stepping = this.RegisterGrainTimer(
                StepAsync, new GrainTimerCreationOptions(TimeSpan.Zero, StepEvery) { KeepAlive = true });
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeStepAsync(stored.State.Value!, cancellationToken);
        }
        catch (RoundCannotGoOnException cannot)
        {
            RoundLog.Failed(log, cannot, _campaign, _number);
            parts.Instruments.Failed();
            await ApplyAsync(state => Round.Stop(state, RoundPhase.Failed, cannot.Message, clock.GetUtcNow()));
            await StopWorkAsync();
            await EndAsync(stored.State.Value!, RoundPhase.Failed, cannot.Message, cancellationToken);
        }
    }

    private async Task TakeStepAsync(RoundState state, CancellationToken cancellationToken)
    {
        switch (Round.Next(state))
        {
            case RoundStep.Freeze:
                await FreezeAsync(cancellationToken);
                break;
            case RoundStep.Train:
                await TrainAsync(state, cancellationToken);
                break;
            case RoundStep.Score:
                await ScoreAsync(state, cancellationToken);
                break;
            case RoundStep.Publish:
                await PublishAsync(state, cancellationToken);
                break;
            default:
                await RestAsync(state, cancellationToken);
                break;
        }
    }

    private async Task FreezeAsync(CancellationToken cancellationToken)
    {
        if (_freezing is null)
        {
            var campaign = await CampaignGrain.DescribeStored(cancellationToken) ?? throw new RoundCannotGoOnException("The campaign is gone.");
            _freezing = await parts.Freezing.BeginAsync(GrainFactory, campaign, stored.State.Value!, cancellationToken);
        }

        await Task.WhenAny(_freezing, Task.Delay(LongestFreezingStep, clock, cancellationToken));
        if (_freezing.IsCompleted)
        {
            var ended = _freezing;
            _freezing = null;
            var frozen = await ended;
            await ApplyAsync(state => state.Phase == RoundPhase.Requested ? frozen : null);
        }
    }

    /// <summary>
    /// Tells the campaign what the manifest counts and which serials it takes, as the stored state has it: once per activation, so
    /// that it is told after a restart too.
    /// </summary>
    private async Task TellManifestAsync(RoundState state, CancellationToken cancellationToken)
    {
        if (!_manifestTold && state.Counted is { } counted)
        {
            var nextSerial = state.Planned.Select(p => p.Serial + 1).DefaultIfEmpty(0).Max();
            await CampaignGrain.Manifested(_number, counted, nextSerial, cancellationToken);
            _manifestTold = true;
        }
    }

    private async Task TrainAsync(RoundState state, CancellationToken cancellationToken)
    {
        await TellManifestAsync(state, cancellationToken);
        foreach (var trained in await Work.TrainAsync(cancellationToken))
        {
            if (Round.Trained(stored.State.Value!, trained) is not null) // a member says so at every step
            {
                await ApplyAsync(current => Round.Trained(current, trained));
            }
        }

        TellWait();
        await CampaignGrain.Progressed(_number, cancellationToken);
    }

    private async Task ScoreAsync(RoundState state, CancellationToken cancellationToken)
    {
        if (_scoring is null)
        {
            var isWhole = await Work.ScoreAsync(RoundScoring.ShardsOf(state), cancellationToken);
            TellWait();
            await CampaignGrain.Progressed(_number, cancellationToken);
            if (isWhole)
            {
                _scoring = Task.Run(() => parts.Scoring.ScoreAsync(state, CancellationToken.None), CancellationToken.None);
            }
        }
        else if (_scoring.IsCompleted)
        {
            var ended = _scoring;
            _scoring = null;
            var scored = await ended;
            await ApplyAsync(current => current.Phase == RoundPhase.Scoring ? scored : null);
        }
    }

    private async Task PublishAsync(RoundState state, CancellationToken cancellationToken)
    {
        await TellManifestAsync(state, cancellationToken);
        await parts.Scoring.WriteIndexAsync(state, cancellationToken);
        var outcome = await CampaignGrain.Publish(_number, EnsembleOf(state), state.Thresholds?.Dividing, cancellationToken);
        if (outcome == CampaignOutcome.UnknownRound)
        {
            throw new RoundCannotGoOnException("The campaign has ended this round.");
        }

        await ApplyAsync(current => current.Phase == RoundPhase.Publishing ? new PointerMoved(clock.GetUtcNow()) : null);
        await GrainFactory.GetGrain<IDealerGrain>(_campaign.Value).Adopt(cancellationToken);
        parts.Instruments.Published(clock.GetUtcNow() - state.RequestedAt);
        RoundLog.Published(log, _campaign, _number);
    }

    private async Task RestAsync(RoundState state, CancellationToken cancellationToken)
    {
        if (state.Phase != RoundPhase.Published)
        {
            await EndAsync(state, state.Phase, state.Message ?? state.Phase.ToString(), cancellationToken);
        }

        _work = null;
        parts.Instruments.Waits(this.GetPrimaryKeyString(), RoundWait.Nothing);
        _stepping?.Dispose(); // last: it cancels the token of this very step
        _stepping = null;
    }

    private async Task EndAsync(RoundState state, RoundPhase phase, string message, CancellationToken cancellationToken)
    {
        await TellManifestAsync(state, cancellationToken); // first, so that the next round takes other serials
        await CampaignGrain.EndRound(_number, phase, message, cancellationToken);
    }

    public static IReadOnlyList<EnsembleMemberRef> EnsembleOf(RoundState state)
        => [.. state.Trained.OrderBy(t => t.Serial)
            .Select(t => new EnsembleMemberRef(t.Serial, state.Planned.First(p => p.Serial == t.Serial).Spec, t.Checkpoint))];

    private void TellWait() => parts.Instruments.Waits(this.GetPrimaryKeyString(), Work.Waits);

    private async Task StopWorkAsync()
    {
        if (stored.State.Value is { Manifest: not null })
        {
            await Work.CancelAsync();
            TellWait();
        }
    }

    private async Task<bool> ApplyAsync(Func<RoundState, RoundEvent?> decide)
        => (await stored.DecideAsync(
            state => (true, decide(state!) is { } e ? Round.Apply(state, e) : null), this.DeactivateOnIdle)).Written;
}

/// <summary>The round cannot be finished; its message says why, for people.</summary>
[GenerateSerializer, Alias("round-cannot-go-on-exception")]
public sealed class RoundCannotGoOnException(string message) : Exception(message);
