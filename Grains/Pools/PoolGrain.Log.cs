using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Pools;

internal static partial class PoolLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Pool {Shard} of {Campaign} was asked for round {Round}, which is not published.")]
    public static partial void RoundMissing(ILogger log, CampaignId campaign, int shard, int round);

    [LoggerMessage(1202, LogLevel.Debug, "A report of pool {Shard} of {Campaign} was lost; the campaign asks again.")]
    public static partial void ReportLost(ILogger log, Exception lost, CampaignId campaign, int shard);
}
