using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LensGrains.Silo;

/// <summary>Runs the checks of the chosen provider and of the place of blobs before anything else of the host starts.</summary>
internal sealed class StorageGate(IServiceProvider services) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var options = services.StorageOptions();
        await services.GetRequiredKeyedService<IStorageCheck>(options.Provider).CheckAsync(cancellationToken);
        if (services.GetKeyedService<IStorageCheck>(options.BlobPlace) is { } blobs)
        {
            await blobs.CheckAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
