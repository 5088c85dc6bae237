using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Interfaces.Sources;

namespace LensGrains.Grains.Sources;

/// <summary>Puts one object's life together: its pool follows the journals of labels, its campaign keeps the remarks.</summary>
public sealed class SourceGrain : Grain, ISourceGrain
{
    public async Task<SourceLife> Describe(CancellationToken cancellationToken = default)
    {
        var (campaign, number) = GrainKeys.SplitNumber(this.GetPrimaryKeyString());
        var source = new Ordinal(number);
        var pool = GrainFactory.GetGrain<IPoolGrain>(GrainKeys.Pool(campaign, source.Shard));
        var rows = await pool.Rows(new RowsRequest(number > 0 ? new Ordinal(number - 1) : null, 1, null, null), cancellationToken);
        var votes = await pool.Votes(source, cancellationToken);
        var remarks = await GrainFactory.GetGrain<IRemarksGrain>(campaign.Value).Of(source, cancellationToken);
        return new SourceLife(rows.FirstOrDefault(r => r.Source == source), votes, remarks);
    }
}
