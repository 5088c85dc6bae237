using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LensGrains.Silo;

/// <summary>Runs the chosen provider's check before anything else of the host starts.</summary>
internal sealed class StorageGate(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
        => services.GetRequiredKeyedService<IStorageCheck>(services.StorageOptions().Provider).CheckAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
