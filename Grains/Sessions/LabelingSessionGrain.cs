using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Sessions;
using LensGrains.Grains.Journaling;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Sessions;

/// <summary>Hosts <see cref="SessionLedger"/>: what it decides is appended to the session's journal before anybody is told.</summary>
public sealed class LabelingSessionGrain(
    IJournal store, TimeProvider clock, SessionInstruments instruments, ILogger<LabelingSessionGrain> log) : Grain, ILabelingSessionGrain
{
    private static readonly TimeSpan CampaignFreshFor = TimeSpan.FromSeconds(2);

    private CampaignId _campaignId;
    private AnnotatorId _annotator;
    private SessionLedger _ledger = null!;
    private GrainJournal<SessionEvent> _journal = null!;
    private SessionHints _hints = null!;
    private CampaignDescription? _campaign;
    private DateTimeOffset _campaignReadAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (campaign, part) = GrainKeys.Split(this.GetPrimaryKeyString());
        (_campaignId, _annotator) = (campaign, new AnnotatorId(part));
        _ledger = new SessionLedger(_annotator);
        _hints = new SessionHints(GrainFactory, _campaignId, _annotator, log);
        _journal = new GrainJournal<SessionEvent>(store, SessionJournal.Codec, SessionJournal.NameFor(_campaignId, _annotator), Apply);
        await _journal.CatchUpAsync(cancellationToken);
    }

    public async Task<OpenPageAnswer> OpenPage(OpenPageRequest request, CancellationToken cancellationToken = default)
    {
        if (await CampaignAsync(cancellationToken) is not { } campaign)
        {
            return new OpenPageAnswer(OpenPageOutcome.UnknownCampaign, null);
        }

        if (request.Size is < 1 or > 200)
        {
            return new OpenPageAnswer(OpenPageOutcome.InvalidSize, null);
        }

        await _journal.CatchUpAsync(cancellationToken); // the next page's number is the dealer's to lease once only
        while (true)
        {
            if (_ledger.IsReused(request.Operation, request.BodyHash))
            {
                return new OpenPageAnswer(OpenPageOutcome.OperationReused, null);
            }

            if (_ledger.OpenedBy(request.Operation) is { } earlier)
            {
                return new OpenPageAnswer(OpenPageOutcome.Opened, View(earlier));
            }

            if (_ledger.OpenPages(clock.GetUtcNow()).Count() >= campaign.State.Policy.MaxOpenPages)
            {
                return new OpenPageAnswer(OpenPageOutcome.TooManyOpen, null);
            }

            var dealt = await Dealer.Deal(new DealRequest(_ledger.NextPage, _annotator, request.Size, request.Queue), cancellationToken);
            if (dealt.Lease is not { } lease)
            {
                return new OpenPageAnswer(OpenPageOutcome.NothingLeft, null);
            }

            var opened = new PageOpened(
                lease.Page, request.Operation, lease.Round, lease.Tiles, lease.ExpiresAt, clock.GetUtcNow(), request.BodyHash);
            var page = await DecideAsync(() => _ledger.Open(opened));
            if (_ledger.Page(lease.Page) is { IsOpen: false })
            {
                // Another activation opened and ended this page since the journal was read: what was leased to its number anew is nobody's.
                await Dealer.Settle(_ledger.Settle(lease.Page, clock.GetUtcNow()), cancellationToken);
            }

            if (page is not null && !_ledger.IsReused(request.Operation, request.BodyHash))
            {
                return new OpenPageAnswer(OpenPageOutcome.Opened, View(page));
            }
        }
    }

    public async Task<SubmitAnswer> Submit(SubmitPage command, CancellationToken cancellationToken = default)
        => await CampaignAsync(cancellationToken) is { } campaign
            ? await DecideAsync(() => _ledger.Submit(command, campaign.State.Classes, clock.GetUtcNow()))
            : new SubmitAnswer(command.Operation, SubmitOutcome.UnknownPage);

    public async Task<SubmitAnswer> Give(GiveLabels command, CancellationToken cancellationToken = default)
        => await CampaignAsync(cancellationToken) is { } campaign
            ? await DecideAsync(() => _ledger.Give(command, campaign.State.Classes, clock.GetUtcNow()))
            : new SubmitAnswer(command.Operation, SubmitOutcome.UnknownPage);

    public async Task<UndoAnswer> Undo(UndoSubmission command, CancellationToken cancellationToken = default)
    {
        if (await CampaignAsync(cancellationToken) is not { } campaign)
        {
            return new UndoAnswer(new SubmitAnswer(command.Operation, SubmitOutcome.NothingToUndo), null, null);
        }

        var lease = TimeSpan.FromSeconds(campaign.State.Policy.LeaseSeconds);
        var now = clock.GetUtcNow();
        var answer = await TakeBackAsync(kept => _ledger.Undo(command, lease, now, kept), cancellationToken);
        var page = answer.Page is { } id && _ledger.Page(id) is { } open ? View(open) : null;
        return new UndoAnswer(answer, _ledger.TargetOfUndo(command.Operation), page);
    }

    public Task<SubmitAnswer> Reset(ResetVotes command, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        return TakeBackAsync(_ => _ledger.Reset(command, now), cancellationToken);
    }

    public Task<SubmitAnswer> Restore(UndoSubmission command, CancellationToken cancellationToken = default)
        => DecideAsync(() => _ledger.Restore(command, clock.GetUtcNow()));

    public async Task<DateTimeOffset?> Renew(PageId page, CancellationToken cancellationToken = default)
    {
        await _journal.CatchUpAsync(cancellationToken);
        if (await CampaignAsync(cancellationToken) is not { } campaign || _ledger.Page(page) is not { IsOpen: true })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var until = now.AddSeconds(campaign.State.Policy.LeaseSeconds);
        if (!await Dealer.Prolong(page, until, cancellationToken))
        {
            return null; // reclaimed already: others may hold its sources
        }

        return await DecideAsync(() => _ledger.Renew(page, until, now)) ? until : null;
    }

    public Task<bool> Release(PageId page, CancellationToken cancellationToken = default)
        => DecideAsync(() => _ledger.Release(page, clock.GetUtcNow()));

    public Task<IReadOnlyList<OpenPageView>> Pages(CancellationToken cancellationToken = default)
        => Task.FromResult<IReadOnlyList<OpenPageView>>([.. _ledger.OpenPages(clock.GetUtcNow()).OrderBy(p => p.ExpiresAt).Select(View)]);

    public Task<bool> Knows(PageId page, CancellationToken cancellationToken = default) => Task.FromResult(_ledger.Page(page) is not null);

    public async Task<PageSettlement> Settle(PageId page, CancellationToken cancellationToken = default)
    {
        await _journal.CatchUpAsync(cancellationToken);
        return _ledger.Settle(page, clock.GetUtcNow());
    }

    public async Task<long> Freeze(CancellationToken cancellationToken = default)
    {
        await _journal.CatchUpAsync(cancellationToken);
        return _journal.Position;
    }

    private IDealerGrain Dealer => GrainFactory.GetGrain<IDealerGrain>(_campaignId.Value);

    private void Apply(SessionEvent e)
    {
        _ledger.Apply(e);
        _hints.Note(e, _ledger.Position);
    }

    private async Task<TAnswer> DecideAsync<TAnswer>(Func<(TAnswer Answer, SessionEvent? Event)> decide)
    {
        var started = clock.GetTimestamp();
        try
        {
            var (answer, e) = await _journal.DecideAsync(decide, lostFence: this.DeactivateOnIdle);
            if (e is not null)
            {
                instruments.Appended(clock.GetElapsedTime(started));
                Count(e);
                _hints.Send(e, _ledger);
            }

            return answer;
        }
        catch (Exception failed)
        {
            // What reached the disk is unknown: the next activation reads it before anything is answered.
            SessionLog.AppendFailed(log, failed, _campaignId, _annotator);
            this.DeactivateOnIdle();
            throw;
        }
    }

    private void Count(SessionEvent e)
    {
        if (e is PageSubmitted or LabelsGiven)
        {
            instruments.Accepted(((LabelEvent)e).Values.Count);
        }

        if (e is PageSubmitted { Outcome: SubmitOutcome.AcceptedLate })
        {
            instruments.Late();
        }
    }

    /// <summary>
    /// Tells the dealer what is about to be taken back, then takes it back. The dealer first: until the event is durable the sources
    /// stay with this session, whatever breaks in between. Where another activation changed what there is to take back, both begin anew.
    /// Afterwards the dealer is told that the pools have the sources again.
    /// </summary>
    private async Task<SubmitAnswer> TakeBackAsync(
        Func<IReadOnlyList<Tile>?, (SubmitAnswer Answer, SessionEvent? Event)> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            var planned = decide(null).Event as SubmissionsSwitched;
            var kept = planned is null ? null : await FreeAsync(planned, cancellationToken);
            var (done, answer) = await DecideAsync(() =>
            {
                var (answer, e) = decide(kept);
                var told = e is not SubmissionsSwitched switched || (planned is not null && switched.Targets.SequenceEqual(planned.Targets));
                return ((told, answer), told ? e : null);
            });
            if (done)
            {
                await (planned is null ? Task.CompletedTask : Dealer.TakenBack(cancellationToken));
                return answer;
            }
        }
    }

    /// <summary>The tiles of a page opened again; null where no page is.</summary>
    private async Task<IReadOnlyList<Tile>?> FreeAsync(SubmissionsSwitched planned, CancellationToken cancellationToken)
    {
        if (planned is { Reopened: { } page, ExpiresAt: { } expiresAt } && _ledger.Page(page) is { } open)
        {
            var wanted = new Lease(page, _annotator, open.Round, open.Tiles, expiresAt, _ledger.Position + 1);
            return (await Dealer.Reopen(wanted, open.Size, cancellationToken)).Tiles;
        }

        var freed = planned.Restored.Where(v => planned.Kind != LabelKind.Verdict && v.Label is null).Select(v => v.Source);
        await Dealer.Free(_annotator, [.. freed], cancellationToken);
        return null;
    }

    private OpenPageView View(OpenPage page)
        => new(page.Id, page.Round, page.ExpiresAt, page.Tiles, _ledger.FormerAnswers(page.Id));

    /// <summary>The campaign, with this annotator on its roster; null where there is none.</summary>
    private async ValueTask<CampaignDescription?> CampaignAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_campaign is null || now - _campaignReadAt > CampaignFreshFor)
        {
            var grain = GrainFactory.GetGrain<ICampaignGrain>(_campaignId.Value);
            _campaign = _campaign is null ? await grain.Join(_annotator, cancellationToken) : await grain.Describe(cancellationToken);
            _campaignReadAt = now;
        }

        return _campaign;
    }
}
