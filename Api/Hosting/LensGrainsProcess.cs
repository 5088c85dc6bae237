using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Health;
using LensGrains.Api.Metrics;
using Microsoft.Extensions.Options;

namespace LensGrains.Api.Hosting;

/// <summary>What every process of the server has, whatever its role: health, figures, traces and who may see them.</summary>
internal static class LensGrainsProcess
{
    /// <summary>What is under way when a server stops has this long to finish.</summary>
    private static readonly TimeSpan Finishing = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddLensGrainsProcess(this IServiceCollection services, UpOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<OtlpExport>().AddHostedService(provider => provider.GetRequiredService<OtlpExport>());
        services.AddSingleton<Draining>().AddSingleton<PrometheusExporter>();
        services.AddOptions<DrainOptions>().BindConfiguration("LensGrains:Drain").ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<DrainDelay>();
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(
            (host, drain) => host.ShutdownTimeout = Finishing + TimeSpan.FromSeconds(drain.Value.DelaySeconds));
        services.AddLensAccess();
        return services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
    }

    /// <summary>What stands around every request.</summary>
    public static void UseOutermost(this WebApplication app)
    {
        app.Services.GetRequiredService<PrometheusExporter>(); // listens from the start, not from the first look
        app.UseSpanNames();
        app.UseSecurityHeaders();
        app.UseMiddleware<RefusalMiddleware>();
    }

    /// <summary>All that a process serves which hosts grains only.</summary>
    public static void MapLensGrainsSilo(this WebApplication app)
    {
        app.UseOutermost();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
    }
}
