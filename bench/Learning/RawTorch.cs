using System.Diagnostics;
using System.Globalization;

namespace LensGrains.Bench.Learning;

/// <summary>The same networks in a process of PyTorch's, asked by turns with ours; see rates.py.</summary>
internal sealed class RawTorch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private RawTorch(Process process) => _process = process;

    /// <summary>Null where Python has no torch and torchvision.</summary>
    public static RawTorch? Start(int threads)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        using (var probe = Run("-c", "import torch, torchvision"))
        {
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            if (probe.ExitCode != 0)
            {
                return null;
            }
        }

        var script = Path.Combine(AppContext.BaseDirectory, "Learning", "rates.py");
        return new RawTorch(Run(script, threads.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Images a second of one request.</summary>
    public double Rate(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is { } line
            ? double.Parse(line, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"PyTorch ended at '{request}': {_process.StandardError.ReadToEnd()}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Run(params string[] arguments) => Process.Start(new ProcessStartInfo(Python, arguments)
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    }) ?? throw new InvalidOperationException("Python did not start.");
}
