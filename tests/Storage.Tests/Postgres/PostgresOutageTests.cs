using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Storage.Postgres;

namespace LensGrains.Tests;

/// <summary>The server goes away and comes back, in order or not: nothing acknowledged is lost, and nobody needs a restart.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer? _server;
    private PostgresPlace? _place;
    private OpenStore? _store;

    private IJournal Journal => _store!.Journal;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartAsync();
        _place = await PostgresPlace.NewAsync(_server);
        _store = _place.Open();
    }

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [PostgresFact]
    public async Task ReadAsync_WhenTheServerIsRestarted_ComesBackByItself()
    {
        await Journal.AppendAsync("a", 0, [Entry(1)]);
        await _store!.States.WriteAsync("campaign", "a", "{}"u8.ToArray(), null);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Journal.PositionsAsync(["a"]))); // connections that will be dead

        await _server!.RestartAsync();

        Assert.Equal(1, (await Journal.PositionsAsync(["a"]))["a"]);
        Assert.NotNull(await _store.States.ReadAsync("campaign", "a"));
    }

    [PostgresFact]
    public async Task ReadAsync_WhenTheServerIsAwayForAWhile_WaitsForIt()
    {
        await Journal.AppendAsync("a", 0, [Entry(1)]);
        await _server!.StopAsync();
        var read = Journal.PositionsAsync(["a"]);
        var impatient = new PostgresStore(new PostgresStoreOptions
        {
            ConnectionString = _place!.Options.ConnectionString, Schema = _place.Options.Schema, ReadPatience = TimeSpan.Zero,
        });

        await using (impatient)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => impatient.PositionsAsync(["a"]));
        }

        Assert.False(read.IsCompleted);
        await _server.StartAgainAsync();
        Assert.Equal(1, (await read)["a"]);
    }

    [PostgresFact]
    public async Task AppendAsync_WhenTheServerIsAway_FailsAndWorksAgainAfterwards()
    {
        await Journal.AppendAsync("a", 0, [Entry(1)]);
        await _server!.StopAsync();

        await Assert.ThrowsAsync<WriteFailedException>(() => Journal.AppendAsync("a", 1, [Entry(2)]));
        await Assert.ThrowsAsync<WriteFailedException>(() => _store!.States.WriteAsync("campaign", "a", "{}"u8.ToArray(), null));
        await Assert.ThrowsAsync<WriteFailedException>(() => Journal.WriteSnapshotAsync("a", new(1, 1, "{}"u8.ToArray())));

        await _server.StartAgainAsync();
        var position = (await Journal.PositionsAsync(["a"]))["a"];
        Assert.Equal(1, position); // it was stopped before the append was sent
        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", position, [Entry(2)]));
    }

    [PostgresFact]
    public Task AppendAsync_WhenTheServerIsKilled_KeepsEveryAcknowledgedEntryOnce() => OutagesAsync(server => server.KillAsync());

    [PostgresFact]
    public Task AppendAsync_WhenTheServerIsStopped_KeepsEveryAcknowledgedEntryOnce() => OutagesAsync(server => server.StopAsync());

    /// <summary>Writers that do as a grain does: after a failure they read where the journal stands, and go on from there.</summary>
    private async Task OutagesAsync(Func<PostgresServer, Task> end)
    {
        const int Writers = 12;
        using var stop = new CancellationTokenSource();
        var seen = new TaskCompletionSource[3];
        Array.ForEach([0, 1, 2], i => seen[i] = new(TaskCreationOptions.RunContinuationsAsynchronously));
        var acknowledged = 0;
        var failures = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => WriteAsync($"j{w}", stop.Token, () =>
        {
            var count = Interlocked.Increment(ref acknowledged);
            if (count % 1500 == 0 && count / 1500 <= seen.Length)
            {
                seen[(count / 1500) - 1].SetResult();
            }
        }, () => Interlocked.Increment(ref failures))));

        foreach (var enough in seen)
        {
            await await Task.WhenAny(enough.Task, writing);
            await end(_server!);
            await _server!.StartAgainAsync();
        }

        await stop.CancelAsync();
        var last = await writing;
        foreach (var (w, position) in last.Index())
        {
            var bodies = new List<string>();
            await foreach (var entry in Journal.ReadAsync($"j{w}"))
            {
                bodies.Add(Encoding.UTF8.GetString(entry.Record.Body.Span));
            }

            Assert.Equal(Enumerable.Range(1, (int)position).Select(p => $"{p}"), bodies);
        }

        Assert.True(failures >= seen.Length, "The outages hit too few writes to mean anything.");
    }

    /// <summary>Appends until told to stop; the position up to which all is acknowledged or was found written.</summary>
    private async Task<long> WriteAsync(string journal, CancellationToken stop, Action onAcknowledged, Action onFailed)
    {
        for (var position = 0L; ;)
        {
            try
            {
                if (stop.IsCancellationRequested)
                {
                    return position;
                }

                Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync(journal, position, [Entry(position + 1)]));
                position++;
                onAcknowledged();
            }
            catch (WriteFailedException)
            {
                onFailed();
                var stands = await StandsAsync(journal);
                Assert.InRange(stands, position, position + 1); // what was acknowledged is there, and at most the one in doubt more
                position = stands;
            }
        }
    }

    private async Task<long> StandsAsync(string journal)
    {
        while (true)
        {
            try
            {
                return (await Journal.PositionsAsync([journal]))[journal];
            }
            catch (StorageUnavailableException)
            {
                // The server is still down: the machine is slow today.
            }
        }
    }

    private static JournalRecord Entry(long position) => new("entry", 1, Encoding.UTF8.GetBytes($"{position}"));
}
