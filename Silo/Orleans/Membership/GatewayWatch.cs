using Microsoft.Extensions.Logging;

namespace LensGrains.Silo;

/// <summary>Tells the process of a client how many silos it is connected to.</summary>
internal sealed class GatewayWatch(ClusterConnection connection, LostCalls calls) : IClusterConnectionStatusObserver
{
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways < previousNumberOfGateways)
        {
            _ = calls.NoteLossAsync();
        }

        connection.Note(currentNumberOfGateways > 0);
    }

    public void NotifyClusterConnectionLost() => connection.Note(isUp: false);
}

/// <summary>A client that finds no silo tries again for as long as its process lives: whoever starts first waits for the other.</summary>
internal sealed partial class PatientConnecting(TimeProvider time, ILogger<PatientConnecting> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private bool _isTold;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_isTold)
        {
            LogWaiting(exception.Message);
            _isTold = true;
        }

        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo can be reached yet ({Reason}); trying until one can")]
    private partial void LogWaiting(string reason);
}
