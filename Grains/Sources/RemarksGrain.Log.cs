using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Sources;

internal static partial class RemarksLog
{
    [LoggerMessage(1701, LogLevel.Error, "Nothing is known of an append to the remarks of {Campaign}; they are read anew from their journal.")]
    public static partial void AppendFailed(ILogger log, Exception failed, CampaignId campaign);
}
