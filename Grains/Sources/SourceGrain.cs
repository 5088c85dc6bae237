using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Interfaces.Sources;
using LensGrains.Grains.Storage;

namespace LensGrains.Grains.Sources;

/// <summary>Hosts one object's remarks; its votes are asked of its pool, which follows the journals.</summary>
public sealed class SourceGrain([PersistentState("source", "lensgrains")] IPersistentState<Stored<SourceRemarks>> stored) : Grain, ISourceGrain
{
    private const int LongestText = 2_000;

    public async Task<SourceLife> Describe(CancellationToken cancellationToken = default)
    {
        var (campaign, number) = GrainKeys.SplitNumber(this.GetPrimaryKeyString());
        var source = new Ordinal(number);
        var pool = GrainFactory.GetGrain<IPoolGrain>(GrainKeys.Pool(campaign, source.Shard));
        var rows = await pool.Rows(new RowsRequest(number > 0 ? new Ordinal(number - 1) : null, 1, null, null), cancellationToken);
        var votes = await pool.Votes(source, cancellationToken);
        var remarks = stored.State.Value?.Remarks ?? [];
        return new SourceLife(
            rows.FirstOrDefault(r => r.Source == source), votes, remarks.LastOrDefault(r => r.Grade is not null)?.Grade, remarks);
    }

    public async Task<RemarkOutcome> Remark(SourceRemark remark, CancellationToken cancellationToken = default)
    {
        if (remark is { Grade: null, Flag: null, Comment: null }
            || new[] { remark.Grade, remark.Flag, remark.Comment }.Any(text => text is { Length: 0 or > LongestText }))
        {
            return RemarkOutcome.Invalid;
        }

        var (outcome, _) = await stored.DecideAsync(
            state => (state?.Remarks ?? []).Any(r => r.Operation == remark.Operation && r.Annotator == remark.Annotator)
                ? (RemarkOutcome.Already, (SourceRemarks?)null)
                : (RemarkOutcome.Added, new SourceRemarks([.. state?.Remarks ?? [], remark])),
            this.DeactivateOnIdle);
        return outcome;
    }
}
