using LensGrains.Core.Ids;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Sessions;

internal static partial class SessionLog
{
    [LoggerMessage(1001, LogLevel.Error, "Nothing is known of an append for {Annotator} in {Campaign}; the session starts anew from its journal.")]
    public static partial void AppendFailed(ILogger log, Exception failed, CampaignId campaign, AnnotatorId annotator);

    [LoggerMessage(1002, LogLevel.Debug, "A hint from {Annotator} in {Campaign} was lost; its receiver will read the journal.")]
    public static partial void HintLost(ILogger log, Exception lost, CampaignId campaign, AnnotatorId annotator);
}
