using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LensGrains.Api.Hosting;

/// <summary>How a process takes its leave. Bound to <c>LensGrains:Drain</c>.</summary>
internal sealed class DrainOptions
{
    /// <summary>
    /// How long the server goes on answering after it said that it is not ready any more, so that whatever balances load notices and sends
    /// no more requests. Seconds, default 0: nothing stands in front of it.
    /// </summary>
    [Range(0, 300)]
    public double DelaySeconds { get; set; }
}

/// <summary>Holds the stop of everything else up while the word spreads that this server is leaving.</summary>
internal sealed class DrainDelay(IOptions<DrainOptions> options, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(options.Value.DelaySeconds), time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
