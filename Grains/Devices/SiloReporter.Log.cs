using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Devices;

internal static partial class DevicesLog
{
    [LoggerMessage(1601, LogLevel.Debug, "A report of this silo's devices did not arrive.")]
    public static partial void ReportLost(ILogger log, Exception lost);
}
