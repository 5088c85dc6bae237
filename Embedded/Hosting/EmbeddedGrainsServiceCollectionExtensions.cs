using System.Reflection;
using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LensGrains.Embedded;

/// <summary>Registers the embedded host.</summary>
public static class EmbeddedGrainsServiceCollectionExtensions
{
    /// <summary>
    /// Hosts the grain classes of <paramref name="assemblies"/> in this process. An <see cref="IGrainStateStore"/> must be
    /// registered too; <see cref="TimeProvider"/> is the system's unless one is. Further <c>Configure</c> of
    /// <see cref="EmbeddedGrainOptions"/> adds to <paramref name="configure"/>.
    /// </summary>
    public static IServiceCollection AddEmbeddedGrains(
        this IServiceCollection services, Action<EmbeddedGrainOptions>? configure, params Assembly[] assemblies)
    {
        services.AddOptions<EmbeddedGrainOptions>().Configure(configure ?? (_ => { }));
        var types = new GrainTypes(assemblies);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new GrainHost(
            types,
            provider.GetRequiredService<IOptions<EmbeddedGrainOptions>>().Value,
            provider,
            provider.GetRequiredService<IGrainStateStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<GrainHost>>() ?? NullLogger<GrainHost>.Instance));
        services.AddSingleton(provider => provider.GetRequiredService<GrainHost>().GrainFactory);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GrainHost>());
        return services;
    }
}
