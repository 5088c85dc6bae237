using LensGrains.Grains.Campaigns;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Silo;

/// <summary>The default lane: every grain in this process.</summary>
internal static class GrainHosting
{
    public static IServiceCollection AddGrainHost(this IServiceCollection services)
        => services.AddEmbeddedGrains(
            options => options.StateJson = GrainStateJson.Default.Options, typeof(CampaignGrain).Assembly);
}
