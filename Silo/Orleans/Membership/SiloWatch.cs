using Microsoft.Extensions.Hosting;

namespace LensGrains.Silo;

/// <summary>Tells a process that hosts grains when another silo came or went.</summary>
internal sealed class SiloWatch(ISiloStatusOracle silos, ClusterConnection connection) : IHostedService, ISiloStatusListener
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Active or SiloStatus.Dead && !silos.SiloAddress.Equals(updatedSilo))
        {
            connection.Note(isUp: true);
        }
    }
}
