using System.Diagnostics;

namespace LensGrains.Tests;

/// <summary>
/// A PostgreSQL of the tests' own, in a temporary folder and on a socket there, with everything on that durability needs. It is one
/// for all tests of the process and ends with it, also where the process is killed: the script that runs it reads from us.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Ready = "ready ";

    /// <summary>How the script ends where there are no programs of PostgreSQL; any other failure is one of the tests.</summary>
    private const int NoneFound = 3;

    private static readonly string Script = FindScript();
    private static readonly Lazy<Task<PostgresServer>> Only = new(() => StartAsync());

    private readonly Process _script;
    private readonly SemaphoreSlim _turn = new(1);

    private PostgresServer(Process script, string folder, string connection) => (_script, Folder, ConnectionString) = (script, folder, connection);

    /// <summary>Why there can be none on this machine; null where there can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    public string Folder { get; }

    /// <summary>As the owner of everything.</summary>
    public string ConnectionString { get; }

    /// <summary>The server that all tests share, each in a schema of its own; nobody stops it.</summary>
    public static Task<PostgresServer> SharedAsync() => Only.Value;

    /// <summary>A server for one test, which may stop and kill it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lensgrains-postgres-").FullName;
        var start = new ProcessStartInfo("bash", [Script, "throwaway", folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync();
        var line = await script.StandardOutput.ReadLineAsync();
        return line?.StartsWith(Ready, StringComparison.Ordinal) is true
            ? new PostgresServer(script, folder, line[Ready.Length..])
            : throw new InvalidOperationException($"PostgreSQL did not start: {await errors}");
    }

    /// <summary>A schema's name that no other test has.</summary>
    public static string NewSchema() => "t" + Guid.NewGuid().ToString("N")[..20];

    /// <summary>Ends it in order and starts it again; whoever is connected is cut off.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public Task StopAsync() => TellAsync("stop");

    public Task StartAgainAsync() => TellAsync("start");

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => TellAsync("kill");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private async Task TellAsync(string word)
    {
        await _turn.WaitAsync();
        try
        {
            await _script.StandardInput.WriteLineAsync(word);
            await _script.StandardInput.FlushAsync();
            if (await _script.StandardOutput.ReadLineAsync() != "done")
            {
                throw new InvalidOperationException($"PostgreSQL did not do '{word}'.");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string FindScript()
    {
        const string Name = "deploy/launcher/postgres.sh";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Name)))
            {
                return Path.Combine(folder.FullName, Name);
            }
        }

        throw new FileNotFoundException("This runs from inside the repository.", Name);
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "the tests start PostgreSQL on Linux only";
        }

        using var script = Process.Start(new ProcessStartInfo("bash", [Script, "find"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        script.WaitForExit();
        return script.ExitCode == NoneFound ? "PostgreSQL is not installed (Debian: postgresql)" : null;
    }
}
