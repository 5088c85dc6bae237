using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

internal static partial class MemberLog
{
    [LoggerMessage(1401, LogLevel.Error, "Member {Member} could not do its work for round {Round}.")]
    public static partial void Failed(ILogger log, Exception failed, string member, int round);

    [LoggerMessage(1402, LogLevel.Debug, "Round {Round} did not hear that member {Member} is done; it asks by itself.")]
    public static partial void HintLost(ILogger log, Exception lost, string member, int round);

    [LoggerMessage(1403, LogLevel.Warning, "The training kept in {Path} cannot be used; it begins anew.")]
    public static partial void BreakUnusable(ILogger log, Exception unusable, string path);

    [LoggerMessage(1404, LogLevel.Warning, "Where a training stands could not be kept in {Path}.")]
    public static partial void BreakNotKept(ILogger log, Exception failed, string path);

    [LoggerMessage(1406, LogLevel.Warning, "{Path} is of no use any more and could not be removed.")]
    public static partial void BreakNotRemoved(ILogger log, Exception failed, string path);

    [LoggerMessage(1405, LogLevel.Information, "Member {Serial} of {Campaign} goes on after epoch {Epoch} for round {Round}.")]
    public static partial void GoesOn(ILogger log, int serial, string campaign, int epoch, int round);

    [LoggerMessage(1407, LogLevel.Debug, "Member {Member} stopped its work for round {Round}.")]
    public static partial void Stopped(ILogger log, Exception ended, string member, int round);

    [LoggerMessage(1408, LogLevel.Warning, "What member {Member} came to in round {Round} could not be kept; the round asks again.")]
    public static partial void NotKept(ILogger log, Exception failed, string member, int round);
}
