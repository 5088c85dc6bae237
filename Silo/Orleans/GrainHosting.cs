using System.Net;
using LensGrains.Core.Ports;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Serialization;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace LensGrains.Silo;

/// <summary>The cluster's lane: this process is an Orleans silo, and an API beside it calls grains through it; or it is a client.</summary>
internal static class GrainHosting
{
    /// <summary>The storage that the grains' states name.</summary>
    private const string StorageName = "lensgrains";

    /// <param name="services">Where to.</param>
    /// <param name="configuration">What the platform's parts are chosen by.</param>
    /// <param name="role">A process that is all in one is a cluster of its own, unless it is told of another.</param>
    public static IServiceCollection AddGrainHost(this IServiceCollection services, IConfiguration configuration, ProcessRole role)
    {
        var cluster = services.AddClusterOptions(configuration);
        services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSiloOptions>>(Place);
        services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusterSiloOptions>>(Time);
        services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (messaging, silo) => messaging.ResponseTimeout = TimeSpan.FromSeconds(silo.Value.ResponseSeconds));
        services.AddSingleton(new ClusterConnection(isUp: true));
        services.TryAddSingleton<ICluster, OrleansCluster>();
        return services.AddOrleans(silo => silo
            .UseMembership(cluster.Membership ?? (role == ProcessRole.All ? MembershipKind.Development : MembershipKind.Store), cluster)
            .UseSiloMetadata(MetadataOf(cluster, configuration))
            .UseReminders(cluster)
            .AddDashboard()
            .ConfigureServices(AddStates)
            .ConfigureServices(AddPlacement))
            .AddHostedService<SiloWatch>();
    }

    public static IServiceCollection AddGrainClient(this IServiceCollection services, IConfiguration configuration)
    {
        var cluster = services.AddClusterOptions(configuration);
        services.AddOptions<GatewayOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (gateways, silo) => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(silo.Value.GatewayRefreshSeconds));
        services.AddOptions<ClientMessagingOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (messaging, silo) => messaging.ResponseTimeout = TimeSpan.FromSeconds(silo.Value.ResponseSeconds));
        services.AddSingleton(new ClusterConnection(isUp: false)).AddSingleton<LostCalls>();
        return services.AddOrleansClient(client => client
            .UseMembership(cluster.Membership ?? MembershipKind.Store, cluster)
            .AddDashboard()
            .ConfigureServices(calls => calls.AddSingleton<IOutgoingGrainCallFilter>(provider => provider.GetRequiredService<LostCalls>()))
            .UseConnectionRetryFilter<PatientConnecting>()
            .AddClusterConnectionStatusObserver<GatewayWatch>());
    }

    private static ClusterSiloOptions AddClusterOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClusterSiloOptions>().BindConfiguration(ClusterSiloOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // What a database's driver throws is the cause of what a store throws, and travels with it.
        services.Configure<ExceptionSerializationOptions>(causes => causes.SupportedNamespacePrefixes.Add("Npgsql"));
        services.AddOptions<ClusterOptions>().Configure<IOptions<ClusterSiloOptions>>(
            (cluster, silo) => (cluster.ClusterId, cluster.ServiceId) = (silo.Value.ClusterId, silo.Value.ServiceId));
        return configuration.GetSection(ClusterSiloOptions.Section).Get<ClusterSiloOptions>() ?? new ClusterSiloOptions();
    }

    private static void AddStates(IServiceCollection services) => services.AddGrainStorage(
        StorageName,
        (provider, _) => new StateStoreGrainStorage(provider.GetRequiredService<IGrainStateStore>(), GrainStateJson.Default.Options));

    private static void AddPlacement(IServiceCollection services)
    {
        services.AddSingleton<IGrainPropertiesProvider, GrainPlacement>();
        services.AddPlacementFilter<WorkPlacement, WorkPlacementDirector>(ServiceLifetime.Transient);
        services.AddPlacementDirector<EvenPlacement, EvenPlacementDirector>();
    }

    /// <summary>What the silo says of itself; whether it has an accelerator follows from its devices unless it is said.</summary>
    private static Dictionary<string, string> MetadataOf(ClusterSiloOptions cluster, IConfiguration configuration)
    {
        var metadata = new Dictionary<string, string>(cluster.Metadata);
        var options = configuration.GetSection("LensGrains:Silo").Get<SiloOptions>() ?? new SiloOptions();
        if (DeviceNames.DevicesOf(options, metadata.GetValueOrDefault(WorkPlacementDirector.Accelerator), ProcessRole.Silo).HasAccelerator)
        {
            metadata[WorkPlacementDirector.Accelerator] = DeviceNames.Gpu;
        }

        return metadata;
    }

    private static void Place(EndpointOptions endpoint, IOptions<ClusterSiloOptions> silo)
    {
        var advertised = silo.Value.AdvertisedAddress;
        endpoint.AdvertisedIPAddress = IPAddress.TryParse(advertised, out var address) ? address : Dns.GetHostAddresses(advertised)[0];
        endpoint.SiloPort = silo.Value.SiloPort is 0 ? FreePort.Next() : silo.Value.SiloPort;
        endpoint.GatewayPort = silo.Value.GatewayPort is 0 ? FreePort.Next() : silo.Value.GatewayPort;
    }

    private static void Time(ClusterMembershipOptions membership, IOptions<ClusterSiloOptions> silo)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(silo.Value.ProbeSeconds);
        membership.NumMissedProbesLimit = silo.Value.MissedProbes;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(silo.Value.TableRefreshSeconds);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(silo.Value.AliveSeconds);
        membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(silo.Value.JoinSeconds);
    }
}
