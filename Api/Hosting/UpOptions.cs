using System.CommandLine;
using System.Net;

namespace LensGrains.Api.Hosting;

/// <summary>How the server is started.</summary>
internal sealed record UpOptions
{
    /// <summary>Folder of everything durable. Default <c>./data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>TCP port; 0 takes a free one. Default 6543.</summary>
    public int Port { get; init; } = 6543;

    /// <summary>Address to listen on. Default 127.0.0.1: nobody but this machine.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>False: an empty data folder stays empty. Default true: it gets the demo campaign.</summary>
    public bool WithDemo { get; init; } = true;

    /// <summary>A folder or manifest to ingest as a first campaign; null: none.</summary>
    public string? Catalog { get; init; }

    /// <summary>The owner's token where the environment fixes it.</summary>
    public string? FixedToken { get; init; }

    /// <summary>Reads the command line; null, with the exit code, where there is nothing to run.</summary>
    public static UpOptions? Parse(IReadOnlyList<string> arguments, out int exitCode)
    {
        var data = new Option<string>("--data") { Description = "folder of everything durable", DefaultValueFactory = _ => "data" };
        var port = new Option<int>("--port") { Description = "TCP port; 0 takes a free one", DefaultValueFactory = _ => 6543 };
        var bind = new Option<string>("--bind") { Description = "address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
        var noDemo = new Option<bool>("--no-demo") { Description = "leave an empty data folder empty" };
        var catalog = new Option<string?>("--catalog") { Description = "folder or manifest to ingest as a first campaign" };
        port.Validators.Add(given => Refuse(given, given.GetValueOrDefault<int>() is < 0 or > 65_535, "--port takes a number from 0 to 65535"));
        bind.Validators.Add(given => Refuse(given, !IPAddress.TryParse(given.GetValueOrDefault<string>(), out _), "--bind takes an IP address"));
        catalog.Validators.Add(given => Refuse(given, !Path.Exists(given.GetValueOrDefault<string?>()), "--catalog takes a folder or file that is there"));
        var command = new RootCommand("Runs LensGrains: API, page and grains in one process.") { data, port, bind, noDemo, catalog };
        UpOptions? read = null;
        command.SetAction(parsed =>
        {
            read = new UpOptions
            {
                Data = Path.GetFullPath(parsed.GetValue(data)!),
                Port = parsed.GetValue(port),
                Bind = IPAddress.Parse(parsed.GetValue(bind)!),
                WithDemo = !parsed.GetValue(noDemo),
                Catalog = parsed.GetValue(catalog) is { } path ? Path.GetFullPath(path) : null,
                FixedToken = Environment.GetEnvironmentVariable("LENS_TOKEN"),
            };
        });
        var result = command.Parse(arguments);
        var code = result.Invoke();
        exitCode = result.Errors.Count > 0 ? 2 : code;
        return exitCode == 0 ? read : null;
    }

    private static void Refuse(System.CommandLine.Parsing.SymbolResult given, bool isWrong, string message)
    {
        if (isWrong)
        {
            given.AddError(message);
        }
    }
}
