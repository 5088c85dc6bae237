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
    private const string PostgreSql = "Npgsql";

    public static ISiloBuilder UseMembership(this ISiloBuilder silo, MembershipKind kind) => kind switch
    {
        MembershipKind.Store => silo.ConfigureServices(services => services.AddSingleton<IMembershipTable>(TableOf)),
        MembershipKind.Development => silo.UseDevelopmentClustering(default(IPEndPoint)),
        _ => throw new NotSupportedException($"This version has no membership of the kind '{kind}'."),
    };

    public static IClientBuilder UseMembership(this IClientBuilder client, MembershipKind kind) => kind switch
    {
        MembershipKind.Store => client.ConfigureServices(services => services.AddSingleton<IGatewayListProvider, StateStoreGateways>()),
        _ => throw new NotSupportedException($"A process that hosts no grains cannot find a cluster with membership '{kind}'."),
    };

    public static ISiloBuilder UseReminders(this ISiloBuilder silo, ReminderKind kind)
        => silo.AddReminders().ConfigureServices(services => services.AddSingleton<IReminderTable, StateStoreReminderTable>());

    private static StateStoreMembershipTable TableOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IGrainStateStore>(), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId);
}
