using LensGrains.Silo;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;

namespace LensGrains.Api.Hosting;

/// <summary>API, page and grains in one process.</summary>
internal static class LensGrainsServer
{
    /// <summary>The server, ready to start.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="configure">Further services, registered last; for tests.</param>
    public static WebApplication Build(UpOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        Directory.CreateDirectory(options.Data);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("LensGrains.Api.Auth", LogLevel.Warning);

        // Its lines carry query strings, and those the link's token.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Bind, options.Port);
        });
        builder.Services.AddLensGrainsSilo(silo => silo.DataDirectory = options.Data);
        builder.Services.AddLensGrainsApi(options);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapLensGrainsApi();
        return app;
    }

    /// <summary>The address it listens on, with the port that it got.</summary>
    public static string Url(this WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
}
