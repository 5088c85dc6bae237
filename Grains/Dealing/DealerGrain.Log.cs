using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Dealing;

internal static partial class DealerLog
{
    [LoggerMessage(1101, LogLevel.Error, "Nothing is known of an append by the dealer of {Campaign}; it starts anew from its journal.")]
    public static partial void AppendFailed(ILogger log, Exception failed, CampaignId campaign);
}
