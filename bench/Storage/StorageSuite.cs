using System.Globalization;
using LensGrains.Bench.Harness;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Journals;
using LensGrains.Storage.Postgres;
using LensGrains.Tests;

namespace LensGrains.Bench.Storage;

/// <summary>
/// Durable appends, each acknowledged after its sync, of one writer alone and of many at once, and what reading them back takes. The
/// providers take turns, so that all of them have the same machine; PostgreSQL runs beside, on a socket, with its defaults.
/// </summary>
internal static class StorageSuite
{
    private const int Runs = 5;

    public static async Task RunAsync(Report report, string folder)
    {
        var subjects = new List<Subject> { Subject.Of("sqlite", new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder, "grains.db") })) };
        await using var server = PostgresServer.Obstacle is null ? await PostgresServer.StartAsync() : null;
        if (server is not null)
        {
            subjects.AddRange(await PostgresAsync(server));
        }

        using var azurite = Azurite.Obstacle is null ? await Azurite.StartAsync(Path.Combine(folder, "azurite")) : null;
        if (azurite is not null)
        {
            subjects.Add(await AzuriteAsync(azurite));
        }

        foreach (var (writers, each) in new[] { (1, 400), (16, 100), (256, 20) })
        {
            await MeasureAsync(report, subjects, writers, each);
        }

        await ReadBackAsync(report, subjects);
        foreach (var subject in subjects)
        {
            await subject.Owner.DisposeAsync();
        }
    }

    /// <summary>As a silo has it, and for comparison with a commit for every append on sixteen connections.</summary>
    private static async Task<IReadOnlyList<Subject>> PostgresAsync(PostgresServer server)
    {
        var grouped = new PostgresStoreOptions { ConnectionString = server.ConnectionString };
        var single = new PostgresStoreOptions { ConnectionString = server.ConnectionString, Schema = "single", MaximumGroup = 1, Writers = 16 };
        await PostgresLayout.InitializeAsync(grouped);
        await PostgresLayout.InitializeAsync(single);
        return [Subject.Of("postgres", new PostgresStore(grouped)), Subject.Of("postgres-one-by-one", new PostgresStore(single))];
    }

    /// <summary>Azurite on loopback with its files in a folder: it answers before they are synced, and is one thread of Node.js.</summary>
    private static async Task<Subject> AzuriteAsync(Azurite azurite)
    {
        var options = new AzureStorageOptions();
        var containers = new AzureContainers(azurite.ConnectionString, "bench", options);
        await containers.CreateAsync();
        return new Subject("azurite", new AzureBlobJournal(containers, options, TimeProvider.System), new Nothing());
    }

    private static async Task MeasureAsync(Report report, List<Subject> subjects, int writers, int each)
    {
        var rates = subjects.ToDictionary(s => s.Name, _ => new List<double>());
        var waits = subjects.ToDictionary(s => s.Name, _ => new List<double>());
        for (var run = -1; run < Runs; run++)
        {
            foreach (var subject in subjects)
            {
                var (rate, times) = await AppendAsync(subject.Store, $"{writers}/{run}", writers, each);
                if (run >= 0)
                {
                    rates[subject.Name].Add(rate);
                    waits[subject.Name].AddRange(times);
                }
            }
        }

        foreach (var (name, values) in rates)
        {
            var (p50, p99) = (Quantile.Of(waits[name], 0.5), Quantile.Of(waits[name], 0.99));
            report.Add($"{name}.append.{writers}", Quantile.Median(values), "1/s", Runs, note: string.Create(CultureInfo.InvariantCulture, $"p50 {p50:F2} ms, p99 {p99:F2} ms"));
        }
    }

    /// <summary>Appends a second, and how long each waited, in ms.</summary>
    private static async Task<(double Rate, IEnumerable<double> Waits)> AppendAsync(IJournal store, string name, int writers, int each)
    {
        var record = new JournalRecord("page-submitted", 1, new byte[600]); // ten labels, about
        var started = TimeProvider.System.GetTimestamp();
        var waits = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var times = new double[each];
            for (var i = 0; i < each; i++)
            {
                var before = TimeProvider.System.GetTimestamp();
                if (await store.AppendAsync($"{name}/{writer}", i, [record]) != AppendOutcome.Appended)
                {
                    throw new InvalidOperationException("Nobody else writes here.");
                }

                times[i] = TimeProvider.System.GetElapsedTime(before).TotalMilliseconds;
            }

            return times;
        }));
        return (writers * each / TimeProvider.System.GetElapsedTime(started).TotalSeconds, waits.SelectMany(t => t));
    }

    private static async Task ReadBackAsync(Report report, List<Subject> subjects)
    {
        const int Entries = 20_000;
        foreach (var subject in subjects)
        {
            for (var at = 0; at < Entries; at += 500)
            {
                await subject.Store.AppendAsync("long", at, [.. Enumerable.Repeat(new JournalRecord("page-submitted", 1, new byte[600]), 500)]);
            }

            var rates = new List<double>();
            for (var run = 0; run < Runs; run++)
            {
                var started = TimeProvider.System.GetTimestamp();
                await foreach (var _ in subject.Store.ReadAsync("long"))
                {
                }

                rates.Add(Entries / TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            }

            report.Add($"{subject.Name}.read", Quantile.Median(rates), "1/s", Runs, note: "entries of one journal");
        }
    }

    private sealed record Subject(string Name, IJournal Store, IAsyncDisposable Owner)
    {
        public static Subject Of<T>(string name, T store)
            where T : IJournal, IAsyncDisposable => new(name, store, store);
    }

    /// <summary>What is left to close of a store that holds nothing open.</summary>
    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
