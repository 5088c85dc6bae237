using LensGrains.Grains.Campaigns;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LensGrains.Silo;

/// <summary>The default lane: every grain in this process.</summary>
internal static class GrainHosting
{
    public static IServiceCollection AddGrainHost(this IServiceCollection services, IConfiguration configuration, ProcessRole role)
    {
        services.TryAddSingleton<ICluster, OneProcess>();
        return services.AddSingleton(new ClusterConnection(isUp: true)).AddEmbeddedGrains(
            options => options.StateJson = GrainStateJson.Default.Options, typeof(CampaignGrain).Assembly);
    }

    public static IServiceCollection AddGrainClient(this IServiceCollection services, IConfiguration configuration)
        => throw new NotSupportedException(Lane.WhyNot(ProcessRole.Api));
}
