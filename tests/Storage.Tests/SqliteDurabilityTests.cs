using System.Diagnostics;
using System.Globalization;
using System.Text;
using LensGrains.Storage;

namespace LensGrains.Tests;

public sealed class SqliteDurabilityTests
{
    [Fact]
    public async Task AppendAsync_WhenTheProcessIsKilled_KeepsEveryAcknowledgedEntryOnce()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "grains.db");
        var acknowledged = new Dictionary<string, long>();
        var kills = int.Parse(Environment.GetEnvironmentVariable("LENS_STORAGE_KILLS") ?? "4", CultureInfo.InvariantCulture);

        for (var kill = 0; kill < kills; kill++)
        {
            await AppendUntilKilledAsync(path, acknowledged, lines: 150 + (kill * 97));
            await CheckAsync(path, acknowledged);
        }

        Assert.Equal(AppenderProgram.Journals, acknowledged.Count);
    }

    private static async Task AppendUntilKilledAsync(string path, Dictionary<string, long> acknowledged, int lines)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AppenderProgram).Assembly.Location, path]) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        for (var read = 0; await child.StandardOutput.ReadLineAsync() is { } line; read++)
        {
            if (read == lines)
            {
                child.Kill();
            }

            if (line.Split(' ') is [var journal, var position] && long.TryParse(position, CultureInfo.InvariantCulture, out var at))
            {
                acknowledged[journal] = Math.Max(at, acknowledged.GetValueOrDefault(journal));
            }
        }

        await child.WaitForExitAsync();
        Assert.NotEqual(0, child.ExitCode);
    }

    private static async Task CheckAsync(string path, Dictionary<string, long> acknowledged)
    {
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = path });
        foreach (var (journal, last) in acknowledged)
        {
            var position = 0L;
            await foreach (var entry in store.ReadAsync(journal))
            {
                Assert.Equal(++position, entry.Position);
                Assert.Equal(position.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(entry.Record.Body.Span));
            }

            Assert.True(position >= last, $"{journal}: {last} was acknowledged, {position} is there.");
        }
    }
}
