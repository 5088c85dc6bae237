using System.Net;
using LensGrains.Core.Ports;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace LensGrains.Silo;

/// <summary>The cluster's lane: this process is an Orleans silo, and the API beside it calls grains through it.</summary>
internal static class GrainHosting
{
    /// <summary>The storage that the grains' states name.</summary>
    private const string StorageName = "lensgrains";

    public static IServiceCollection AddGrainHost(this IServiceCollection services)
    {
        services.AddOptions<ClusterSiloOptions>().BindConfiguration("LensGrains:Cluster").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSiloOptions>>(Place);
        services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (cluster, silo) => (cluster.ClusterId, cluster.ServiceId) = (silo.Value.ClusterId, silo.Value.ServiceId));
        return services.AddOrleans(silo => silo
            .UseDevelopmentClustering(primarySiloEndpoint: null)
            .AddReminders()
            .ConfigureServices(AddStorage));
    }

    private static void AddStorage(IServiceCollection services) => services
        .AddGrainStorage(
            StorageName,
            (provider, _) => new StateStoreGrainStorage(provider.GetRequiredService<IGrainStateStore>(), GrainStateJson.Default.Options))
        .AddSingleton<IReminderTable, StateStoreReminderTable>();

    private static void Place(EndpointOptions endpoint, IOptions<ClusterSiloOptions> silo)
    {
        endpoint.AdvertisedIPAddress = IPAddress.Loopback;
        endpoint.SiloPort = silo.Value.SiloPort is 0 ? FreePort.Next() : silo.Value.SiloPort;
        endpoint.GatewayPort = silo.Value.GatewayPort is 0 ? FreePort.Next() : silo.Value.GatewayPort;
    }
}
