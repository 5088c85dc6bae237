using System.Collections.Concurrent;
using System.Text;
using LensGrains.Api.Metrics;
using LensGrains.Grains.Dealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

public sealed class OtlpTests
{
    [Fact]
    public async Task Server_WhenACollectorIsNamed_HasSentMetricsAndTracesOnceItHasStopped()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = new IsolatedApi();
        await server.StartAsync(builder =>
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url;
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        });
        using var owner = server.Host.Owner;
        Assert.True(server.Host.Services.GetRequiredService<OtlpExport>().IsExporting);
        server.Host.Services.GetRequiredService<DealerInstruments>().Dealt(TimeSpan.FromSeconds(1));
        using var unknown = await owner.GetAsync("/api/v1/campaigns/no-such?token=secret-in-the-query");
        Assert.Equal(404, (int)unknown.StatusCode);

        await server.Host.StopAsync();

        var metrics = collector.Received["/v1/metrics"];
        Assert.Contains("lensgrains.page.dealt", metrics);
        Assert.Contains("http.server.request.duration", metrics);
        var traces = collector.Received["/v1/traces"];
        Assert.Contains("GET /api/v1/campaigns/{c}", traces);
        Assert.Contains("lensgrains", traces);
        Assert.DoesNotContain("secret-in-the-query", metrics + traces);
    }

    [Fact]
    public async Task Server_WhenNoCollectorIsNamed_CreatesNothing()
    {
        await using var server = new IsolatedApi();
        await server.StartAsync(builder => builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "");
        using var owner = server.Host.Owner;

        await GetAsync(owner, "/api/v1/me");

        Assert.False(server.Host.Services.GetRequiredService<OtlpExport>().IsExporting);
    }

    /// <summary>Takes what an exporter posts, as text: names stand in protobuf as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        public ConcurrentDictionary<string, string> Received { get; } = new();

        public string Url => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector._app.MapPost("/v1/{kind}", collector.TakeAsync);
            await collector._app.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            Received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
