using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LensGrains.Tests;

/// <summary>
/// Azurite's blob service, and its tables where they are asked for, on free ports of this machine, with an account of its own. It keeps
/// everything in memory, or in a folder.
/// </summary>
internal sealed class Azurite : IDisposable
{
    private const string Account = "lenstests";
    private const string Listening = "successfully ";
    private const string Blob = "blob";
    private const string Table = "table";

    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 64).Select(i => (byte)i)]);
    private static readonly string? Programs = FindPrograms();
    private static readonly Lazy<Task<Azurite>> OfThisProcess = new(StartForThisProcessAsync);

    private readonly List<Process> _services = [];

    private Azurite()
    {
    }

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public static string? Obstacle { get; } = Programs is not null ? null : "Azurite is not installed (npm ci in tests/azurite)";

    public string ConnectionString { get; private set; } = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};";

    /// <summary>The one that all tests of this process share, each under names of its own; it ends with the process.</summary>
    public static Task<Azurite> SharedAsync() => OfThisProcess.Value;

    public static async Task<Azurite> StartAsync(string? folder = null, bool withTables = false)
    {
        var azurite = new Azurite();
        try
        {
            foreach (var service in withTables ? [Blob, Table] : (string[])[Blob])
            {
                await azurite.AddAsync(service, folder);
            }

            return azurite;
        }
        catch
        {
            azurite.Dispose();
            throw;
        }
    }

    /// <summary>A name for containers that no other test uses.</summary>
    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"t{Guid.NewGuid():N}")[..20];

    public void Dispose()
    {
        foreach (var service in _services)
        {
            service.Kill();
            service.WaitForExit();
            service.Dispose();
        }
    }

    private static string? FindPrograms()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "tests", "azurite")))
        {
            root = root.Parent;
        }

        var programs = Path.Combine(root?.FullName ?? "", "tests", "azurite", "node_modules", "azurite", "dist", "src");
        return File.Exists(Path.Combine(programs, Blob, "main.js")) ? programs : null;
    }

    private static async Task<Azurite> StartForThisProcessAsync()
    {
        var azurite = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => azurite.Dispose();
        return azurite;
    }

    /// <summary>Starts one of its services and adds where it is to the connection string.</summary>
    private async Task AddAsync(string service, string? folder)
    {
        var port = FreePort(); // of its own choice, the service of tables does not say which it took
        string[] place = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] arguments =
        [
            Path.Combine(Programs!, service, "main.js"), $"--{service}Host", "127.0.0.1", $"--{service}Port", $"{port}", "--silent",
            "--skipApiVersionCheck", "--disableTelemetry", $"--{service}KeepAliveTimeout", "300", .. place,
        ];
        var process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = $"{Account}:{Key}" },
        })!;
        _services.Add(process);
        await ListensAsync(process);
        ConnectionString += $"{char.ToUpperInvariant(service[0])}{service[1..]}Endpoint=http://127.0.0.1:{port}/{Account};";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Reads what it says until it ends, so that it never waits for a reader; one of the first lines is that it listens.</summary>
    private static async Task ListensAsync(Process process)
    {
        var said = new ConcurrentQueue<string>();
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.Contains(Listening, StringComparison.Ordinal) is true)
            {
                listens.TrySetResult();
            }
        };
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listens.TrySetException(new InvalidOperationException("Azurite did not start: " + string.Join('\n', said)));
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await listens.Task;
    }
}
