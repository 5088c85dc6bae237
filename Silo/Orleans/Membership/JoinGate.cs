using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LensGrains.Silo;

/// <summary>
/// Lets a silo join once every active silo of the table can be reached or has gone stale. The platform pings all active silos before it
/// joins and takes stale ones for dead, but looks at their signs of life only when the table changes: a silo that came within that time
/// after all others had died would ping a dead one until it gave up.
/// </summary>
internal sealed partial class JoinGate(
    IMembershipTable table, IOptions<ClusterMembershipOptions> options, TimeProvider time, ILogger<JoinGate> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
        var isTold = false;
        while (await SilentAsync(cancellationToken) is { Length: > 0 } silent)
        {
            if (!isTold)
            {
                LogWaiting(string.Join(", ", silent.Select(s => s.ToString())));
                isTold = true;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Active silos with recent signs of life that take no connection.</summary>
    private async Task<IPEndPoint[]> SilentAsync(CancellationToken cancellationToken)
    {
        var fresh = (await table.ReadAllAsync(cancellationToken)).Members.Select(m => m.Item1).Where(IsFresh).Select(e => e.SiloAddress.Endpoint).ToArray();
        var isSilent = await Task.WhenAll(fresh.Select(silo => IsSilentAsync(silo, cancellationToken)));
        return [.. fresh.Where((_, i) => isSilent[i])];
    }

    private bool IsFresh(MembershipEntry silo)
    {
        var limits = options.Value;
        var alive = silo.IAmAliveTime > silo.StartTime ? silo.IAmAliveTime : silo.StartTime;
        return silo.Status == SiloStatus.Active
               && time.GetUtcNow().UtcDateTime - alive <= limits.IAmAliveTablePublishTimeout * limits.NumMissedTableIAmAliveLimit;
    }

    private async Task<bool> IsSilentAsync(IPEndPoint silo, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestConnect);
        using var socket = new Socket(silo.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(silo, patience.Token);
            return false;
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting to join until {Silos} can be reached or have been silent for long enough")]
    private partial void LogWaiting(string silos);
}
