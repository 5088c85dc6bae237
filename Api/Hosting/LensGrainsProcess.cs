using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Health;
using LensGrains.Api.Metrics;

namespace LensGrains.Api.Hosting;

/// <summary>What every process of the server has, whatever its role: health, figures, traces and who may see them.</summary>
internal static class LensGrainsProcess
{
    public static IServiceCollection AddLensGrainsProcess(this IServiceCollection services, UpOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<OtlpExport>().AddHostedService(provider => provider.GetRequiredService<OtlpExport>());
        services.AddSingleton<Draining>().AddSingleton<PrometheusExporter>();
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
