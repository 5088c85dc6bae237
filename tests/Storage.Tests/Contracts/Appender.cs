using System.Diagnostics;

namespace LensGrains.Tests;

/// <summary><see cref="AppenderProgram"/> in a process of its own.</summary>
public sealed class Appender : IDisposable
{
    private readonly Process _process;

    private Appender(Process process) => _process = process;

    public static Appender Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AppenderProgram).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        return new Appender(Process.Start(start)!);
    }

    /// <summary>The next line that it said, or null once it has ended and all was read.</summary>
    public ValueTask<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(CancellationToken.None);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Assert.False(_process.HasExited, "It ended by itself.");
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
