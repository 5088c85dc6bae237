using LensGrains.Api.Answers;
using LensGrains.Silo;

namespace LensGrains.Api.Hosting;

/// <summary>
/// Whether the server takes work: it has started and reaches the grains. Once it stops, it is not ready any more, what is under way is finished, and new writes are
/// sent away with the word to come back.
/// </summary>
internal sealed class Draining
{
    private volatile bool _isStarted;
    private volatile bool _isDraining;

    private readonly ClusterConnection _cluster;

    public Draining(IHostApplicationLifetime lifetime, ClusterConnection cluster)
    {
        _cluster = cluster;
        lifetime.ApplicationStarted.Register(() => _isStarted = true);
        lifetime.ApplicationStopping.Register(() => _isDraining = true);
    }

    public bool IsReady => _isStarted && !_isDraining && _cluster.IsUp;

    /// <summary>Nothing but health can be answered yet.</summary>
    public bool IsStarting => !_cluster.FirstUp.IsCompleted;

    public bool IsDraining => _isDraining;
}

internal static class DrainingExtensions
{
    public static IApplicationBuilder UseDraining(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var draining = context.RequestServices.GetRequiredService<Draining>();
        var isWrite = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        return draining.IsDraining && isWrite ? Problems.Draining().ExecuteAsync(context)
            : draining.IsStarting && !context.Request.Path.StartsWithSegments("/health") ? Problems.Starting().ExecuteAsync(context)
            : next(context);
    });
}
