using LensGrains.Core.Devices;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Scoring;

namespace LensGrains.Grains.Rounds;

/// <summary>A round's long work: who has which piece, how far it is, and what it waits for. Lives and ends with one activation.</summary>
internal sealed class RoundWork(IGrainFactory grains, ICluster cluster, TimeProvider clock, RoundState round, Func<RoundState> now)
{
    /// <summary>How long a silo that lives may take to say which devices it has, before the others are given the work.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3);

    private readonly HandedWork<MemberStatus> _training = new(cluster, MemberCalls.Training(grains, round.Campaign, round.Number, now), clock);
    private readonly HandedWork<ShardStatus> _scoring = new(cluster, MemberCalls.Scoring(grains, round.Campaign, round.Number, now), clock);
    private readonly SortedDictionary<int, MemberStatus> _members = [];
    private readonly HashSet<int> _scored = [];
    private DeviceView _view = new(new HashSet<string>(), [], IsWhole: false);
    private DateTimeOffset? _partialSince;
    private AcceleratorUse? _use;

    /// <summary>What the round cannot go on without.</summary>
    public RoundWait Waits { get; private set; }

    /// <summary>What its members do, as last heard.</summary>
    public IReadOnlyList<MemberStatus> Members => [.. _members.Values];

    /// <summary>Shards scored, as last heard.</summary>
    public int ShardsScored => _scored.Count;

    /// <summary>Hands out members, and hears how far those in hand are.</summary>
    /// <returns>Results heard of; repeats are told again.</returns>
    /// <exception cref="RoundCannotGoOnException">A member failed.</exception>
    public async Task<IReadOnlyList<TrainedMember>> TrainAsync(CancellationToken cancellationToken)
    {
        var state = now();
        var isKnown = await LookAsync(state, cancellationToken);
        var use = await UseAsync(state, cancellationToken);
        var devices = HandOut.ForTraining(_view.Devices, use);
        Waits = devices.Count > 0 || !isKnown ? RoundWait.Nothing : use == AcceleratorUse.Require ? RoundWait.GpuSilo : RoundWait.Device;
        var open = Round.Untrained(state).Select(p => p.Serial).ToArray();
        var heard = await _training.StepAsync(open, use, _view, isKnown ? devices : []);
        foreach (var (serial, status) in heard)
        {
            _members[serial] = status;
        }

        foreach (var waiting in open.Where(serial => !_training.Has(serial)))
        {
            _members.Remove(waiting); // what it did last is of no use: it waits for a device
        }

        Refuse(heard, "Member");
        return [.. heard.Values.Select(m => m.Result).OfType<TrainedMember>()];
    }

    /// <summary>Hands out shards, and hears how far those in hand are; true once every shard is scored.</summary>
    /// <exception cref="RoundCannotGoOnException">A shard failed.</exception>
    public async Task<bool> ScoreAsync(int shards, CancellationToken cancellationToken)
    {
        var state = now();
        var isKnown = await LookAsync(state, cancellationToken);
        var use = await UseAsync(state, cancellationToken);
        var devices = HandOut.ForScoring(_view.Devices, use);
        Waits = devices.Count > 0 || !isKnown ? RoundWait.Nothing : RoundWait.Device;
        int before;
        do
        {
            before = _scored.Count;
            var open = Enumerable.Range(0, shards).Where(s => !_scored.Contains(s)).ToArray();
            var heard = await _scoring.StepAsync(open, use, _view, isKnown ? devices : []);
            Refuse(heard, "Shard");
            _scored.UnionWith(heard.Where(s => s.Value.Phase == MemberPhase.Scored).Select(s => s.Key));
        }
        while (_scored.Count > before); // a device that is done gets its next shard in the same step

        Show(state, (double)_scored.Count / Math.Max(1, shards));
        return _scored.Count == shards;
    }

    /// <summary>Stops what runs, as far as it can be reached.</summary>
    public async Task CancelAsync()
    {
        await _training.CancelAsync(Round.Untrained(now()).Select(p => p.Serial));
        await _scoring.CancelAsync(_scoring.Statuses.Select(s => s.Shard).ToArray());
        Waits = RoundWait.Nothing;
    }

    /// <summary>Looks at the devices; false while silos that have just come have not said what they have.</summary>
    private async Task<bool> LookAsync(RoundState state, CancellationToken cancellationToken)
    {
        var read = await cluster.CallAsync(
            new PlacementWish(AcceleratorUse.Prefer, Silo: null),
            () => DeviceView.ReadAsync(grains, cluster, state.Campaign, state.Number, cancellationToken).WaitAsync(LongestSilence, clock, cancellationToken));
        _view = read ?? _view with { Silos = cluster.Silos() };
        _partialSince = _view.IsWhole ? null : _partialSince ?? clock.GetUtcNow();
        return _view.IsWhole || clock.GetUtcNow() - _partialSince > LongestSilence;
    }

    /// <summary>
    /// What the campaign asks of silos. Results do not depend on it, so a round that waits follows the policy as it is now, not as it was
    /// at the cut.
    /// </summary>
    private async Task<AcceleratorUse> UseAsync(RoundState state, CancellationToken cancellationToken)
    {
        _use ??= state.Manifest!.Policy.Accelerator;
        if (Waits == RoundWait.GpuSilo)
        {
            var campaign = await grains.GetGrain<ICampaignGrain>(state.Campaign.Value).Describe(cancellationToken);
            _use = campaign?.State.Policy.Accelerator ?? _use;
        }

        return _use.Value;
    }

    private void Show(RoundState state, double fraction)
    {
        foreach (var trained in state.Trained)
        {
            var plan = state.Planned.First(p => p.Serial == trained.Serial);
            var known = _members.GetValueOrDefault(trained.Serial)
                ?? new MemberStatus(
                    trained.Serial, plan.Spec.Kind, state.Number, state.Attempt, MemberPhase.Trained, trained.Epochs, trained.Epochs, null, null,
                    trained.HeldOutLoss, 1, plan.StartFrom is not null, trained, null);
            _members[trained.Serial] = known with
            {
                Phase = fraction < 1 ? MemberPhase.Scoring : MemberPhase.Scored, Fraction = fraction, Place = null,
            };
        }
    }

    private static void Refuse<TStatus>(IReadOnlyDictionary<int, TStatus> heard, string what)
        where TStatus : IWorkStatus
    {
        foreach (var (number, status) in heard)
        {
            if (status.Phase == MemberPhase.Failed)
            {
                throw new RoundCannotGoOnException($"{what} {number}: {status.Message}");
            }
        }
    }
}
