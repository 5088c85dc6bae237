using System.Net;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Hosting;
using LensGrains.Api.Metrics;

namespace LensGrains.Api.Health;

/// <summary>Whether the process lives, whether it takes work, and its figures: without a token on loopback only.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").WithTags("health").AllowAnonymous().AddEndpointFilter(LoopbackOrToken);
        group.MapGet("/health/live", () => TypedResults.Text("live")).WithName("live").WithSummary("The process answers.");
        group.MapGet("/health/ready", Ready).WithName("ready").WithSummary("The server takes requests; 503 while it starts or stops.");
        group.MapGet("/metrics", Figures).WithName("metrics").WithSummary("Figures in Prometheus' text format.");
    }

    private static IResult Ready(Draining draining)
        => draining.IsReady ? TypedResults.Text("ready") : TypedResults.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static IResult Figures(PrometheusExporter exporter) => TypedResults.Text(exporter.Write(), PrometheusExporter.ContentType);

    private static ValueTask<object?> LoopbackOrToken(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var address = context.Connection.RemoteIpAddress;
        var isLoopback = address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        return isLoopback || context.User.TryGrant() is not null ? next(call) : ValueTask.FromResult<object?>(Problems.Unauthenticated());
    }
}
