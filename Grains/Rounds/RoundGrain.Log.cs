using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Rounds;

internal static partial class RoundLog
{
    [LoggerMessage(1501, LogLevel.Error, "Round {Round} of {Campaign} cannot go on.")]
    public static partial void Failed(ILogger log, Exception failed, CampaignId campaign, int round);

    [LoggerMessage(1502, LogLevel.Information, "Round {Round} of {Campaign} is published.")]
    public static partial void Published(ILogger log, CampaignId campaign, int round);
}
