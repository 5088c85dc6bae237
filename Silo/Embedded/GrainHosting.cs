using LensGrains.Core.Devices;
using LensGrains.Grains.Campaigns;
using LensGrains.Grains.Devices;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LensGrains.Silo;

/// <summary>The default lane: every grain in this process.</summary>
internal static class GrainHosting
{
    public static IServiceCollection AddGrainHost(this IServiceCollection services)
    {
        services.TryAddSingleton<ICluster, OneProcess>();
        services.TryAddSingleton(provider => DevicesOf(provider.GetRequiredService<IOptions<SiloOptions>>().Value));
        return services.AddEmbeddedGrains(
            options => options.StateJson = GrainStateJson.Default.Options, typeof(CampaignGrain).Assembly);
    }

    private static SiloDevices DevicesOf(SiloOptions options)
    {
        var devices = DeviceNames.Of(options);
        return new SiloDevices(devices.Any(d => d != DevicePlace.Processor), devices);
    }
}
