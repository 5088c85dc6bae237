using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;

namespace LensGrains.Tests.Server;

/// <summary>The real server in a process of its own, on a free port of loopback.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const string OwnerToken = "owner-of-the-test";

    private const string Announcement = "listening on ";
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<(long At, string Line)> _log = new();
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    public Uri Url { get; private set; } = null!;

    /// <summary>What the process wrote to its streams.</summary>
    public string Log => string.Join('\n', _log.Select(l => l.Line));

    /// <summary>When the process last wrote a line with <paramref name="phrase"/>, as a timestamp; 0 where it never has.</summary>
    public long LastSaid(string phrase) => _log.Where(l => l.Line.Contains(phrase, StringComparison.Ordinal)).Select(l => l.At).LastOrDefault();

    /// <param name="data">The data folder.</param>
    /// <param name="settings">Further environment variables.</param>
    public static Task<ServerProcess> StartAsync(string data, params (string Name, string Value)[] settings) => StartAsync(data, role: "all", settings);

    /// <param name="data">The data folder.</param>
    /// <param name="role">What the process does: all, silo or api.</param>
    /// <param name="settings">Further environment variables.</param>
    public static Task<ServerProcess> StartAsync(string data, string role, params (string Name, string Value)[] settings)
        => StartAsync(ProgramFiles.Server, data, role, settings);

    /// <param name="program">The server's assembly.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="role">What the process does: all, silo or api.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<ServerProcess> StartAsync(string program, string data, string role, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, "--data", data, "--port", "0", "--no-demo", "--role", role])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = data,
        };
        start.Environment["LENS_TOKEN"] = OwnerToken;

        // A process that lives for a second gains nothing from measuring itself for the optimiser.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server.Run();
        try
        {
            server.Url = await server._url.Task.WaitAsync(Patience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public HttpClient Client(string? token = OwnerToken)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the process is there and does nothing, as behind a cut in the network.</summary>
    public void CutOff() => Send(Stop);

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public void Reconnect() => Send(Continue);

    /// <summary>Returns when the process has ended by itself.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync();

    /// <summary>SIGTERM; the exit status, once the process has ended by itself.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        Send(Terminate);
        using var late = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => EndedEarly();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void EndedEarly()
    {
        _process.WaitForExit(); // until its last words are read
        _url.TrySetException(new InvalidOperationException($"The server ended before it listened: {Log}"));
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue((Stopwatch.GetTimestamp(), line));
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            _url.TrySetResult(new Uri(line[Announcement.Length..]));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
