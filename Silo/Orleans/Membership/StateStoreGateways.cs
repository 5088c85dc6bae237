using LensGrains.Core.Ports;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace LensGrains.Silo;

/// <summary>The silos that take clients' calls, from the table of <see cref="StateStoreMembershipTable"/>.</summary>
public sealed class StateStoreGateways(IGrainStateStore store, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> options) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => options.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    /// <summary>None where no silo has made the table yet.</summary>
    public async Task<IList<Uri>> GetGateways()
    {
        var stored = await store.ReadAsync(StateStoreMembershipTable.Kind, Uri.EscapeDataString(cluster.Value.ClusterId));
        var document = stored is { } found ? MembershipDocument.Parse(found.Body.Span) : MembershipDocument.Empty;
        return [.. document.Rows.Where(r => r.Value is { IsActive: true, ProxyPort: > 0 }).Select(r => GatewayOf(r.Key, r.Value.ProxyPort))];
    }

    private static Uri GatewayOf(string silo, int port)
    {
        var address = SiloAddress.FromParsableString(silo);
        return SiloAddress.New(address.Endpoint.Address, port, address.Generation).ToGatewayUri();
    }
}
