using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LensGrains.Tests;

/// <summary>
/// Azurite's blob service on a free port of this machine, with an account of its own. It keeps everything in memory, or in a folder.
/// </summary>
internal sealed class Azurite : IDisposable
{
    private const string Account = "lenstests";
    private const string Listening = "successfully listens on ";

    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 64).Select(i => (byte)i)]);
    private static readonly string? Program = FindProgram();
    private static readonly Lazy<Task<Azurite>> OfThisProcess = new(StartForThisProcessAsync);

    private readonly Process _process;

    private Azurite(Process process, string url)
    {
        _process = process;
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={url}/{Account};";
    }

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public static string? Obstacle { get; } = Program is not null ? null : "Azurite is not installed (npm ci in tests/azurite)";

    public string ConnectionString { get; }

    /// <summary>The one that all tests of this process share, each under names of its own; it ends with the process.</summary>
    public static Task<Azurite> SharedAsync() => OfThisProcess.Value;

    public static async Task<Azurite> StartAsync(string? folder = null)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = $"{Account}:{Key}" },
        };
        string[] place = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] always = [Program!, "--blobHost", "127.0.0.1", "--blobPort", "0", "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
        foreach (var argument in (string[])[.. always, "--blobKeepAliveTimeout", "300", .. place])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        try
        {
            return new Azurite(process, await UrlAsync(process));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>A name for containers that no other test uses.</summary>
    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"t{Guid.NewGuid():N}")[..20];

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string? FindProgram()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "tests", "azurite")))
        {
            root = root.Parent;
        }

        var program = Path.Combine(root?.FullName ?? "", "tests", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        return File.Exists(program) ? program : null;
    }

    private static async Task<Azurite> StartForThisProcessAsync()
    {
        var azurite = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => azurite.Dispose();
        return azurite;
    }

    /// <summary>Reads what it says until it ends, so that it never waits for a reader; the address is in one of the first lines.</summary>
    private static async Task<string> UrlAsync(Process process)
    {
        var said = new ConcurrentQueue<string>();
        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is { } at and >= 0)
            {
                url.TrySetResult(line.Data[(at + Listening.Length)..].Trim());
            }
        };
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => url.TrySetException(new InvalidOperationException("Azurite did not start: " + string.Join('\n', said)));
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return await url.Task;
    }
}
