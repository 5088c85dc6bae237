using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LensGrains.Silo;

/// <summary>Runs the checks of the chosen provider and of the place of blobs before anything else of the host starts.</summary>
public sealed class StorageGate(IServiceProvider services) : IHostedLifecycleService
{
    private bool _isOpen;

    /// <summary>
    /// Passes, once and for all, where the storage is there and as this program needs it. A program that calls it before it starts its
    /// host can say the reason in a sentence; the host itself would log a failed start with its stack.
    /// </summary>
    /// <exception cref="LensGrains.Storage.StorageLayoutException">It is not; the message says what an operator does about it.</exception>
    /// <exception cref="LensGrains.Core.Ports.StorageUnavailableException">It cannot be reached.</exception>
    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        if (_isOpen)
        {
            return;
        }

        var options = services.StorageOptions();
        await services.GetRequiredKeyedService<IStorageCheck>(options.Provider).CheckAsync(cancellationToken);
        if (services.GetKeyedService<IStorageCheck>(options.BlobPlace) is { } blobs)
        {
            await blobs.CheckAsync(cancellationToken);
        }

        _isOpen = true;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => PassAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
