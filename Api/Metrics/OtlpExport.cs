using System.Diagnostics;
using LensGrains.Api.Session;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LensGrains.Api.Metrics;

/// <summary>
/// Sends metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to which collector; without it nothing is created.
/// The other variables of the OpenTelemetry specification (protocol, headers, interval, sampler, service name) hold as usual. What is
/// left is sent when the server stops.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string HostingMeter = "Microsoft.AspNetCore.Hosting";
    private const string RequestSource = "Microsoft.AspNetCore";
    private static readonly TimeSpan FlushFor = TimeSpan.FromSeconds(5);

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    /// <summary>True between start and stop, where a collector is named.</summary>
    public bool IsExporting => _meters is not null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
        {
            return Task.CompletedTask;
        }

        _meters = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration)).ConfigureResource(Describe)
            .AddMeter(PrometheusExporter.MeterName, HostingMeter).AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration)).ConfigureResource(Describe)
            .AddSource(RequestSource).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_meters is not { } meters || _traces is not { } traces)
        {
            return Task.CompletedTask;
        }

        (_meters, _traces) = (null, null);
        return Task.Run(() => End(meters, traces), CancellationToken.None);
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
    }

    /// <summary>The request's span gets the names of the semantic conventions; never its query, which may hold a one-time token.</summary>
    public static void Describe(Activity request, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        request.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        request.SetTag("http.request.method", context.Request.Method);
        request.SetTag("http.route", route);
        request.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            request.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static void End(MeterProvider meters, TracerProvider traces)
    {
        meters.Shutdown((int)FlushFor.TotalMilliseconds);
        traces.Shutdown((int)FlushFor.TotalMilliseconds);
        meters.Dispose();
        traces.Dispose();
    }

    private void Describe(ResourceBuilder resource)
        => resource.AddService(configuration[ServiceName] ?? "lensgrains", serviceVersion: SessionEndpoints.Version);
}

internal static class OtlpExtensions
{
    /// <summary>Names the spans of requests; without a collector there are none.</summary>
    public static IApplicationBuilder UseSpanNames(this IApplicationBuilder app)
    {
        var export = app.ApplicationServices.GetRequiredService<OtlpExport>();
        return app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (export.IsExporting && Activity.Current is { } request)
                {
                    OtlpExport.Describe(request, context);
                }
            }
        });
    }
}
