using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Sessions;
using LensGrains.Grains.Journaling;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Dealing;

/// <summary>Hosts <see cref="DealerLedger"/> and the merged heads of all pools. Every lease is durable before it is handed out.</summary>
public sealed class DealerGrain(
    IJournal store, Snapshots snapshots, TimeProvider clock, DealerInstruments instruments, ILogger<DealerGrain> log) : Grain, IDealerGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly DealerLedger _ledger = new();
    private CampaignId _campaignId;
    private GrainJournal<DealerEvent> _journal = null!;
    private Snapshots<DealerSnapshot> _snapshots = null!;
    private IGrainTimer _looking = null!;
    private PoolHeads? _heads;
    private bool _mustLook = true;
    private int _takenBack; // times that labels were taken back; heads from before lack their sources
    private int _headsAsOf; // the times that the heads know of
    private long _expected; // version of the campaign's state that is about to be, or is
    private long _seen; // the last one that was looked at
    private List<(PageSettlement Settlement, DateTimeOffset ExpiredAt)> _over = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _campaignId = new CampaignId(this.GetPrimaryKeyString());
        var name = DealerJournal.NameFor(_campaignId);
        _snapshots = snapshots.Of(name, DealerSnapshot.Codec);
        _journal = new GrainJournal<DealerEvent>(store, DealerJournal.Codec, name, _ledger.Apply);
        if (await _snapshots.ReadAsync(cancellationToken) is { } known && await _journal.BeginAtAsync(known.Position, cancellationToken))
        {
            _ledger.Load(known.Fold);
        }

        await _journal.CatchUpAsync(cancellationToken);
        _snapshots.SaveIfDue(_ledger.Position, _ledger.Snapshot);

        // Interleaved, because it asks sessions that may be waiting for a page. It changes nothing itself: what it learns is acted on
        // by a timer that takes its turn. A call to itself would wait for ever where the activation is about to end.
        _looking = this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(LookEvery, LookEvery) { Interleave = true });
        this.RegisterGrainTimer(ReclaimAsync, new GrainTimerCreationOptions(LookEvery, LookEvery));
    }

    public async Task<DealAnswer> Deal(DealRequest request, CancellationToken cancellationToken = default)
    {
        if ((await DecideAsync<Lease?>(() => (_ledger.Lease(request.Page), null))).Answer is { } open)
        {
            return new DealAnswer(open);
        }

        var started = clock.GetTimestamp();
        if (await HeadsAsync(cancellationToken) is not { } heads)
        {
            return new DealAnswer(null);
        }

        var dealt = await ComposeAsync(heads, request, cancellationToken);
        if ((dealt?.Tiles.Count ?? 0) < heads.SizeOf(request.Size))
        {
            // Heads lack what the pools have got since. A page is short only where they have no more either.
            heads = await FetchHeadsAsync(cancellationToken) ?? heads;
            dealt = await ComposeAsync(heads, request, cancellationToken);
        }

        while (dealt is not null)
        {
            var expected = dealt;
            var (lease, _) = await DecideAsync(() => Valid(expected, heads) ? _ledger.Deal(expected) : (null, null));
            if (lease is not null)
            {
                instruments.Dealt(clock.GetElapsedTime(started));
                return new DealAnswer(lease);
            }

            dealt = await ComposeAsync(heads, request, cancellationToken); // another activation dealt some of it first
        }

        if (await _journal.CatchUpAsync(cancellationToken))
        {
            this.DeactivateOnIdle();
            return await Deal(request, cancellationToken); // another activation has freed something since
        }

        return new DealAnswer(null);
    }

    public async Task Settle(PageSettlement settlement, CancellationToken cancellationToken = default)
    {
        var freed = _ledger.Lease(settlement.Page)?.Tiles.Count > settlement.Labelled.Count;
        await DecideAsync(() => (true, _ledger.Settle(settlement)));
        if (freed)
        {
            _heads?.Reopen();
        }
    }

    public Task Note(AnnotatorId annotator, IReadOnlyList<Ordinal> labelled, CancellationToken cancellationToken = default)
    {
        _ledger.Note(annotator, labelled);
        return Task.CompletedTask;
    }

    public async Task Free(AnnotatorId annotator, IReadOnlyList<Ordinal> sources, CancellationToken cancellationToken = default)
    {
        await DecideAsync(() => (true, _ledger.FreeSources(annotator, sources)));
        _heads?.Reopen();
    }

    public async Task<bool> Prolong(PageId page, DateTimeOffset until, CancellationToken cancellationToken = default)
        => (await DecideAsync(() => _ledger.Prolong(page, until))).Answer;

    public async Task<Lease> Reopen(Lease lease, int size, CancellationToken cancellationToken = default)
    {
        var heads = await HeadsAsync(cancellationToken);
        var overlap = heads?.Policy.Overlap ?? 1;
        while (true)
        {
            var (planned, e) = _ledger.Reopen(lease, overlap);
            var fresh = heads is null || e is null ? [] : await FillAsync(heads, planned, size, cancellationToken);
            var (reopened, _) = await DecideAsync<Lease?>(() =>
            {
                var (now, _) = _ledger.Reopen(lease, overlap);
                var holds = now.Tiles.SequenceEqual(planned.Tiles) && fresh.All(t => _ledger.MayDeal(t.Source, lease.Annotator, overlap));
                return holds ? _ledger.Reopen(lease, overlap, fresh) : (null, null);
            });
            if (reopened is not null)
            {
                return reopened;
            }
        }
    }

    public Task TakenBack(CancellationToken cancellationToken = default)
    {
        _takenBack++;
        return Task.CompletedTask;
    }

    public Task Expect(long version, CancellationToken cancellationToken = default)
    {
        _expected = Math.Max(_expected, version);
        return Task.CompletedTask;
    }

    public Task Adopt(CancellationToken cancellationToken = default)
    {
        _mustLook = true;
        _looking.Change(TimeSpan.Zero, LookEvery); // the new heads are fetched now, not when somebody waits for a page
        return Task.CompletedTask;
    }

    public Task<DealerStatus> Status(CancellationToken cancellationToken = default)
        => Task.FromResult(new DealerStatus(_ledger.OpenLeases, _ledger.LeasedSources, _heads?.Round ?? 0, _ledger.Position));

    private async Task<PageDealt?> ComposeAsync(PoolHeads heads, DealRequest request, CancellationToken cancellationToken)
    {
        var overlap = heads.Policy.Overlap;
        var tiles = await heads.ComposeAsync(
            request.Page,
            request.Size,
            request.Queue ?? PageQueue.Default,
            source => _ledger.StandingOf(source, request.Annotator, overlap),
            _ledger.LeasedSources,
            cancellationToken);
        return tiles.Count == 0 ? null
            : new PageDealt(
                request.Page, request.Annotator, heads.Round, tiles, clock.GetUtcNow().AddSeconds(heads.Policy.LeaseSeconds));
    }

    /// <summary>What a page opened again gets in the place of tiles that are gone.</summary>
    private async Task<IReadOnlyList<Tile>> FillAsync(PoolHeads heads, Lease kept, int size, CancellationToken cancellationToken)
    {
        if (kept.Tiles.Count >= size)
        {
            return [];
        }

        var own = kept.Tiles.Select(t => t.Source).ToHashSet();
        return await heads.ComposeAsync(
            kept.Page,
            size - kept.Tiles.Count,
            PageQueue.Default,
            source => own.Contains(source) ? Standing.Held : _ledger.StandingOf(source, kept.Annotator, heads.Policy.Overlap),
            _ledger.LeasedSources,
            cancellationToken);
    }

    private bool Valid(PageDealt dealt, PoolHeads heads)
        => _ledger.Lease(dealt.Page) is not null
           || dealt.Tiles.All(t => _ledger.MayDeal(t.Source, dealt.Annotator, heads.Policy.Overlap));

    private async ValueTask<PoolHeads?> HeadsAsync(CancellationToken cancellationToken)
    {
        if (_mustLook || _heads is null || _headsAsOf < _takenBack || _seen < _expected)
        {
            _mustLook = false;
            await RefreshHeadsAsync(cancellationToken);
        }

        return _heads;
    }

    private async Task RefreshHeadsAsync(CancellationToken cancellationToken)
    {
        var campaign = await GrainFactory.GetGrain<ICampaignGrain>(_campaignId.Value).Describe(cancellationToken);
        if (campaign is not null && (_headsAsOf < _takenBack || !(_heads?.IsFor(campaign) ?? false)))
        {
            await FetchHeadsAsync(campaign, cancellationToken);
        }

        _seen = Math.Max(_seen, campaign?.State.Version ?? 0);
    }

    private async Task<PoolHeads?> FetchHeadsAsync(CancellationToken cancellationToken)
        => await GrainFactory.GetGrain<ICampaignGrain>(_campaignId.Value).Describe(cancellationToken) is { } campaign
            ? await FetchHeadsAsync(campaign, cancellationToken)
            : null;

    /// <summary>Asks all pools anew; heads that were asked for earlier and come later are not kept.</summary>
    private async Task<PoolHeads> FetchHeadsAsync(CampaignDescription campaign, CancellationToken cancellationToken)
    {
        var asOf = _takenBack;
        var fetched = await PoolHeads.FetchAsync(GrainFactory, campaign, anew: asOf > _headsAsOf, cancellationToken);
        if (asOf >= _headsAsOf)
        {
            (_heads, _headsAsOf) = (fetched, asOf);
        }

        return fetched;
    }

    /// <summary>
    /// Asks pools and sessions, for no longer than <see cref="LongestWait"/>: once this activation is told to end it serves nobody until
    /// the look is over, and those asked may be waiting for it. Who has not answered is asked again at the next look.
    /// </summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var asked = _ledger.Expired(clock.GetUtcNow()).Select(lease => AskForAsync(lease, cancellationToken));
        await Task.WhenAll([RefreshHeadsAsync(cancellationToken), .. asked]).WaitAsync(LongestWait, clock, cancellationToken);
    }

    private async Task AskForAsync(Lease lease, CancellationToken cancellationToken)
    {
        var session = GrainFactory.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(_campaignId, lease.Annotator));
        var settlement = await session.Settle(lease.Page, cancellationToken);
        _over.Add((settlement, lease.ExpiresAt));
    }

    private async Task ReclaimAsync()
    {
        var over = _over;
        _over = [];
        foreach (var (settlement, expiredAt) in over)
        {
            var (_, e) = await DecideAsync(() => (true, _ledger.Reclaim(settlement, expiredAt)));
            if (e is PageSettled { Labelled.Count: 0 })
            {
                instruments.Reclaimed();
            }
        }

        if (over.Count > 0)
        {
            _heads?.Reopen();
        }
    }

    private async Task<(TAnswer Answer, DealerEvent? Event)> DecideAsync<TAnswer>(Func<(TAnswer Answer, DealerEvent? Event)> decide)
    {
        try
        {
            var decided = await _journal.DecideAsync(decide, lostFence: this.DeactivateOnIdle);
            _snapshots.SaveIfDue(_ledger.Position, _ledger.Snapshot);
            return decided;
        }
        catch (Exception failed)
        {
            DealerLog.AppendFailed(log, failed, _campaignId);
            this.DeactivateOnIdle();
            throw;
        }
    }
}
