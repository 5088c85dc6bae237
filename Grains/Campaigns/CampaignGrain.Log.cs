using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Campaigns;

internal static partial class CampaignLog
{
    [LoggerMessage(1301, LogLevel.Information, "{Campaign}: {What}")]
    public static partial void Happened(ILogger log, CampaignId campaign, string what);
}
