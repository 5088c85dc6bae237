using LensGrains.Api.Hosting;
using LensGrains.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

public sealed class DrainingTests
{
    [Fact]
    public async Task Write_WhenServerIsStopping_Is503WithRetryAfterWhileReadsGoOn()
    {
        await using var server = new IsolatedApi();
        var lifetime = new Lifetime();
        await server.StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton(_ => new Draining(lifetime, new ClusterConnection(isUp: true)))));
        using var owner = server.Host.Owner;
        lifetime.Start();
        Assert.Equal("ready", await owner.GetStringAsync("/health/ready"));

        lifetime.StopApplication();

        using var ready = await owner.GetAsync("/health/ready");
        using var write = await owner.PostAsync("/api/v1/tokens", null);
        var problem = await ReadAsync(write, 503);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal("urn:lensgrains:problem:draining", (string)problem["type"]!);
        Assert.NotNull(write.Headers.RetryAfter);
        await GetAsync(owner, "/api/v1/me");
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();
    }
}
