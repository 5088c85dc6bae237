using System.Net;
using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;

namespace LensGrains.Silo;

/// <summary>Chooses where silos and clients find each other, and where reminders are.</summary>
internal static class MembershipHosting
{
    /// <summary>The platform's name of the database driver.</summary>
    private const string PostgreSql = "Npgsql";

    public static ISiloBuilder UseMembership(this ISiloBuilder silo, MembershipKind kind, ClusterSiloOptions cluster) => kind switch
    {
        MembershipKind.AdoNet => silo.UseAdoNetClustering(
            options => (options.Invariant, options.ConnectionString) = (PostgreSql, ConnectionOf(cluster))),
        MembershipKind.Azure => silo.UseAzureMembership(ConnectionOf(cluster)),
        MembershipKind.Development => silo.UseDevelopmentClustering(default(IPEndPoint)),
        _ => silo.ConfigureServices(services => services.AddSingleton<IMembershipTable>(TableOf).AddHostedService<JoinGate>()),
    };

    public static IClientBuilder UseMembership(this IClientBuilder client, MembershipKind kind, ClusterSiloOptions cluster) => kind switch
    {
        MembershipKind.AdoNet => client.UseAdoNetClustering(
            options => (options.Invariant, options.ConnectionString) = (PostgreSql, ConnectionOf(cluster))),
        MembershipKind.Azure => client.UseAzureMembership(ConnectionOf(cluster)),
        MembershipKind.Development => throw new NotSupportedException(
            "LensGrains:Cluster:Membership: a silo's own memory tells no client where it is; take 'store', 'adonet' or 'azure'."),
        _ => client.ConfigureServices(services => services.AddSingleton<IGatewayListProvider, StateStoreGateways>()),
    };

    public static ISiloBuilder UseReminders(this ISiloBuilder silo, ClusterSiloOptions cluster) => cluster.Reminders == ReminderKind.AdoNet
        ? silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (PostgreSql, ConnectionOf(cluster)))
        : silo.AddReminders().ConfigureServices(services => services.AddSingleton<IReminderTable, StateStoreReminderTable>());

    private static string ConnectionOf(ClusterSiloOptions cluster) => cluster.MembershipConnectionString
        ?? throw new NotSupportedException("LensGrains:Cluster:MembershipConnectionString says where the platform's tables are; it is missing.");

    private static StateStoreMembershipTable TableOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IGrainStateStore>(), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId);
}
