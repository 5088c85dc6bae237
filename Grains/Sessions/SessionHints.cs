using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Pools;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Sessions;

/// <summary>
/// Tells dealer and pools what a session has written, after it was acknowledged. These are hints: a lost one is found again
/// because pools read the journal behind a gap and the dealer asks before it reclaims a lease.
/// </summary>
internal sealed class SessionHints(IGrainFactory grains, CampaignId campaign, AnnotatorId annotator, ILogger log)
{
    private readonly Dictionary<int, long> _lastInShard = [];
    private Task _sending = Task.CompletedTask;
    private List<VotesHint>? _unsent;

    /// <summary>Notes an event in the order of the journal, live and in replay: which pools it concerns, and which came before.</summary>
    public void Note(SessionEvent e, long position)
    {
        _unsent = null;
        if (e is not LabelEvent labels)
        {
            return;
        }

        _unsent = [];
        foreach (var shard in labels.Values.GroupBy(v => v.Source.Shard))
        {
            _unsent.Add(new VotesHint(annotator, _lastInShard.GetValueOrDefault(shard.Key), position, labels.At, labels.Kind, [.. shard]));
            _lastInShard[shard.Key] = position;
        }
    }

    /// <summary>Sends what the event just noted means, one after another, without making the caller wait.</summary>
    public void Send(SessionEvent e, SessionLedger ledger)
    {
        var hints = _unsent ?? [];
        var settlement = e switch
        {
            PageSubmitted submitted => ledger.Settle(submitted.Page, submitted.At),
            PageReleased released => new PageSettlement(released.Page, null, [], [], ledger.Position),
            _ => null,
        };

        // A late page may have been reclaimed, and then no lease is left whose end would tell the dealer of its labels.
        var noted = e is LabelsGiven or SubmissionsSwitched { Back: false } or PageSubmitted { Outcome: SubmitOutcome.AcceptedLate }
            ? ((LabelEvent)e).Values.Where(v => v.Label is not null).Select(v => v.Source).ToArray()
            : [];
        if (hints.Count > 0 || settlement is not null || noted.Length > 0)
        {
            _sending = SendAfterAsync(_sending, hints, settlement, noted);
        }
    }

    private async Task SendAfterAsync(Task earlier, List<VotesHint> hints, PageSettlement? settlement, Ordinal[] noted)
    {
        await earlier;
        try
        {
            var dealer = grains.GetGrain<IDealerGrain>(campaign.Value);
            if (settlement is not null)
            {
                await dealer.Settle(settlement);
            }

            if (noted.Length > 0)
            {
                await dealer.Note(annotator, noted);
            }

            await Task.WhenAll(hints.Select(h => grains.GetGrain<IPoolGrain>(GrainKeys.Pool(campaign, h.Values[0].Source.Shard)).Apply(h)));
        }
        catch (Exception lost)
        {
            SessionLog.HintLost(log, lost, campaign, annotator);
        }
    }
}
