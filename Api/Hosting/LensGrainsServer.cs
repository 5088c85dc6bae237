using LensGrains.Silo;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;

namespace LensGrains.Api.Hosting;

/// <summary>A process of the server: API, page and grains, or only one side of them.</summary>
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
        builder.Logging.AddFilter("Orleans", LogLevel.Warning); // hundreds of lines about a start, among which the printed link is lost
        builder.Logging.AddFilter("Polly", LogLevel.Warning); // what Orleans retries with
        builder.Logging.AddFilter("LensGrains.Api.Auth", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Bind, options.Port);
        });
        builder.Services.AddLensGrainsProcess(options);
        builder.AddRole(options);
        configure?.Invoke(builder);
        builder.Services.PostConfigure<LoggerFilterOptions>(SilenceRequestLines);
        var app = builder.Build();
        if (options.Role == ProcessRole.Silo)
        {
            app.MapLensGrainsSilo();
        }
        else
        {
            app.MapLensGrainsApi();
        }

        return app;
    }

    private static void AddRole(this WebApplicationBuilder builder, UpOptions options)
    {
        if (options.Role == ProcessRole.Api)
        {
            // The client waits for a silo while it starts; health is answered meanwhile.
            builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
            builder.Services.AddLensGrainsClient(builder.Configuration, silo => silo.DataDirectory = options.Data);
        }
        else
        {
            builder.Services.AddLensGrainsSilo(builder.Configuration, options.Role, silo => silo.DataDirectory = options.Data);
        }

        if (options.Role != ProcessRole.Silo)
        {
            builder.Services.AddLensGrainsApi(options);
        }
    }

    /// <summary>
    /// The host's own lines about requests carry query strings, and those the token of the printed link: no setting for any
    /// logger turns them on.
    /// </summary>
    private static void SilenceRequestLines(LoggerFilterOptions filters)
    {
        foreach (var logger in filters.Rules.Select(r => r.ProviderName).Append(null).Distinct().ToArray())
        {
            filters.Rules.Add(new LoggerFilterRule(logger, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None, filter: null));
        }
    }

    /// <summary>The address it listens on, with the port that it got.</summary>
    public static string Url(this WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
}
