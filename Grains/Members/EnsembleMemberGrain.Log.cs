using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

internal static partial class MemberLog
{
    [LoggerMessage(1401, LogLevel.Error, "Member {Member} could not do its work for round {Round}.")]
    public static partial void Failed(ILogger log, Exception failed, string member, int round);

    [LoggerMessage(1402, LogLevel.Debug, "Round {Round} did not hear that member {Member} is done; it asks by itself.")]
    public static partial void HintLost(ILogger log, Exception lost, string member, int round);
}
