using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Campaigns;

internal static partial class CampaignLog
{
    [LoggerMessage(1301, LogLevel.Information, "{Campaign}: {What}")]
    public static partial void Happened(ILogger log, CampaignId campaign, string what);

    [LoggerMessage(1302, LogLevel.Warning, "{Campaign}: the dealer could not be told of a change; it sees it at its next look")]
    public static partial void DealerNotForewarned(ILogger log, CampaignId campaign);
}
