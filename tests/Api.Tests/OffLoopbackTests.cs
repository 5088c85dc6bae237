using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static LensGrains.Tests.Api.ApiHost;

namespace LensGrains.Tests.Api;

public sealed class OffLoopbackTests
{
    [Theory]
    [InlineData("203.0.113.7", false)]
    [InlineData("2001:db8::7", false)]
    [InlineData("::ffff:203.0.113.7", false)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::1", true)]
    public async Task Health_WhenAskedFromElsewhere_NeedsAToken(string from, bool isOpen)
    {
        await using var server = new IsolatedApi();
        await server.StartAsync(builder => builder.Services.AddSingleton<IStartupFilter>(new CalledFrom(IPAddress.Parse(from))));
        using var nobody = server.Host.Client(null);
        using var wrong = server.Host.Client("guess");
        using var owner = server.Host.Owner;

        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
        {
            using var without = await nobody.GetAsync(path);
            using var guessed = await wrong.GetAsync(path);
            using var with = await owner.GetAsync(path);

            Assert.Equal((isOpen ? 200 : 401, isOpen ? 200 : 401, 200), ((int)without.StatusCode, (int)guessed.StatusCode, (int)with.StatusCode));
            if (!isOpen)
            {
                Assert.Equal("urn:lensgrains:problem:unauthenticated", (string)(await ReadAsync(without, 401))["type"]!);
            }
        }
    }

    /// <summary>Lets every request come from one address.</summary>
    private sealed class CalledFrom(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = address;
                return rest(context);
            });
            next(app);
        };
    }
}
