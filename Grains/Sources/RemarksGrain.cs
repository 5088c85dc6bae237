using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Remarks;
using LensGrains.Grains.Interfaces.Sources;
using LensGrains.Grains.Journaling;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Sources;

/// <summary>Hosts <see cref="RemarkLedger"/>: a remark is in the campaign's journal of remarks before anybody is told.</summary>
public sealed class RemarksGrain(IJournal store, ILogger<RemarksGrain> log) : Grain, IRemarksGrain
{
    private readonly RemarkLedger _ledger = new();
    private CampaignId _campaign;
    private GrainJournal<RemarkEvent> _journal = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _campaign = new CampaignId(this.GetPrimaryKeyString());
        _journal = new GrainJournal<RemarkEvent>(store, RemarkJournal.Codec, RemarkJournal.NameFor(_campaign), _ledger.Apply);
        await _journal.CatchUpAsync(cancellationToken);
    }

    public async Task<RemarkAnswer> Add(RemarkOn remark, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await _journal.DecideAsync(() => _ledger.Add(remark), lostFence: this.DeactivateOnIdle)).Answer;
        }
        catch (Exception failed)
        {
            RemarksLog.AppendFailed(log, failed, _campaign);
            this.DeactivateOnIdle();
            throw;
        }
    }

    public async Task<SourceRemarks> Of(Ordinal source, CancellationToken cancellationToken = default)
    {
        await _journal.CatchUpAsync(cancellationToken);
        return _ledger.Of(source);
    }
}
