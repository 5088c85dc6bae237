using System.Diagnostics;
using System.Text.Json;
using LensGrains.Bench.Harness;
using LensGrains.Bench.Rules;
using LensGrains.Catalogs.Npy;

namespace LensGrains.Bench.References;

/// <summary>The same work by other programs, in the same run, where Python's packages for it are installed.</summary>
internal static class ReferenceSuite
{
    private const string Python = "/usr/bin/python3";

    public static async Task RunAsync(Report report, string folder)
    {
        if (!File.Exists(Python))
        {
            Console.WriteLine($"references are skipped: there is no {Python}");
            return;
        }

        foreach (var count in new[] { 2_375, 100_000 })
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"scores-{count}.npy"), NpyFile.ToBytes<float>(RulesSuite.Scores(count)));
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "References", "references.py"), folder]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var figure = JsonDocument.Parse(line);
            var root = figure.RootElement;
            report.Add(
                root.GetProperty("name").GetString()!, root.GetProperty("value").GetDouble(), root.GetProperty("unit").GetString()!,
                root.GetProperty("runs").GetInt32(), note: root.GetProperty("note").GetString());
        }

        await process.WaitForExitAsync();
    }
}
