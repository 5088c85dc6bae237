using System.CommandLine;
using System.Net;
using LensGrains.Silo;

namespace LensGrains.Api.Hosting;

/// <summary>How the server is started.</summary>
internal sealed record UpOptions
{
    private const string RoleVariable = "LensGrains__Role";

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

    /// <summary>What this process does. Default: everything, or what <c>LensGrains__Role</c> says.</summary>
    public ProcessRole Role { get; init; } = ProcessRole.All;

    /// <summary>Reads the command line; null, with the exit code, where there is nothing to run.</summary>
    public static UpOptions? Parse(IReadOnlyList<string> arguments, out int exitCode)
    {
        var data = new Option<string>("--data") { Description = "folder of everything durable", DefaultValueFactory = _ => "data" };
        var port = new Option<int>("--port") { Description = "TCP port; 0 takes a free one", DefaultValueFactory = _ => 6543 };
        var bind = new Option<string>("--bind") { Description = "address to listen on", DefaultValueFactory = _ => "127.0.0.1" };
        var noDemo = new Option<bool>("--no-demo") { Description = "leave an empty data folder empty" };
        var catalog = new Option<string?>("--catalog") { Description = "folder or manifest to ingest as a first campaign" };
        var role = new Option<string>("--role")
        {
            Description = "all (grains and API), silo (grains only) or api (a client of the cluster)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(RoleVariable) ?? "all",
        };
        role.Validators.Add(given => Refuse(given, RoleOf(given.GetValueOrDefault<string>()) is null, "--role takes all, silo or api"));
        role.Validators.Add(given => Refuse(given, WhyNot(given.GetValueOrDefault<string>()) is not null, $"--role: {WhyNot(given.GetValueOrDefault<string>())}"));
        port.Validators.Add(given => Refuse(given, given.GetValueOrDefault<int>() is < 0 or > 65_535, "--port takes a number from 0 to 65535"));
        bind.Validators.Add(given => Refuse(given, !IPAddress.TryParse(given.GetValueOrDefault<string>(), out _), "--bind takes an IP address"));
        catalog.Validators.Add(given => Refuse(given, !Path.Exists(given.GetValueOrDefault<string?>()), "--catalog takes a folder or file that is there"));
        var command = new RootCommand("Runs LensGrains: API, page and grains, in one process or several.") { data, port, bind, noDemo, catalog, role };
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
                Role = RoleOf(parsed.GetValue(role)!)!.Value,
                FixedToken = Environment.GetEnvironmentVariable("LENS_TOKEN"),
            };
        });
        var result = command.Parse(arguments);
        var code = result.Invoke();
        exitCode = result.Errors.Count > 0 ? 2 : code;
        return exitCode == 0 ? read : null;
    }

    private static ProcessRole? RoleOf(string? word) => word?.ToLowerInvariant() switch
    {
        "all" => ProcessRole.All,
        "silo" => ProcessRole.Silo,
        "api" => ProcessRole.Api,
        _ => null,
    };

    private static string? WhyNot(string? word) => RoleOf(word) is { } role ? Lane.WhyNot(role) : null;

    private static void Refuse(System.CommandLine.Parsing.SymbolResult given, bool isWrong, string message)
    {
        if (isWrong)
        {
            given.AddError(message);
        }
    }
}
