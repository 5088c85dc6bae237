using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Storage;
using Microsoft.Data.Sqlite;

namespace LensGrains.Tests;

public sealed class SqliteJournalTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(TestFiles.NewFolder("journal"), "grains.db");
    private SqliteStore _store = null!;

    public Task InitializeAsync()
    {
        _store = new SqliteStore(new SqliteStoreOptions { Path = _path });
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task AppendAsync_WhenThePositionIsRight_AddsTheEntriesInOrder()
    {
        Assert.Equal(AppendOutcome.Appended, await _store.AppendAsync("a", 0, [Entry("one"), Entry("two")]));
        Assert.Equal(AppendOutcome.Appended, await _store.AppendAsync("a", 2, [Entry("three", version: 2)]));

        var entries = await ReadAsync("a");
        Assert.Equal([1, 2, 3], entries.Select(e => e.Position));
        Assert.Equal(["one", "two", "three"], entries.Select(Text));
        Assert.Equal(("entry", 2), (entries[2].Record.Type, entries[2].Record.Version));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AppendAsync_WhenThePositionIsWrong_WritesNothing(long expected)
    {
        await _store.AppendAsync("a", 0, [Entry("one"), Entry("two")]);

        Assert.Equal(AppendOutcome.Conflict, await _store.AppendAsync("a", expected, [Entry("lost")]));

        Assert.Equal(["one", "two"], (await ReadAsync("a")).Select(Text));
    }

    [Fact]
    public async Task AppendAsync_WhenOneOfAGroupConflicts_TheOthersAreKept()
    {
        await _store.AppendAsync("stale", 0, [Entry("first")]);

        var appends = Enumerable.Range(0, 200)
            .Select(i => i % 10 == 0 ? _store.AppendAsync("stale", 0, [Entry("lost")]) : _store.AppendAsync($"j{i}", 0, [Entry("kept")]))
            .ToArray();
        var outcomes = await Task.WhenAll(appends);

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 10 == 0 ? AppendOutcome.Conflict : AppendOutcome.Appended, o.Item));
        Assert.Equal(["first"], (await ReadAsync("stale")).Select(Text));
        Assert.Equal(180, (await _store.PositionsAsync([.. Enumerable.Range(0, 200).Select(i => $"j{i}")])).Values.Sum());
    }

    [Fact]
    public async Task AppendAsync_WhenTwoRaceForOnePosition_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _store.AppendAsync("a", 0, [Entry($"{i}")])));

        Assert.Equal(1, outcomes.Count(o => o == AppendOutcome.Appended));
        Assert.Single(await ReadAsync("a"));
    }

    [Fact]
    public async Task AppendAsync_WhenTwoStoresShareTheFile_TheFenceHoldsBetweenThem()
    {
        await using var other = new SqliteStore(new SqliteStoreOptions { Path = _path });

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? _store : other).AppendAsync("a", i / 4, [Entry($"{i}")])));

        Assert.Equal(outcomes.Count(o => o == AppendOutcome.Appended), (await ReadAsync("a")).Count);
        Assert.InRange(outcomes.Count(o => o == AppendOutcome.Appended), 1, 10);
    }

    [Fact]
    public async Task AppendAsync_WhenTheDiskIsFull_FailsAndKeepsWhatWasAcknowledged()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "full.db");
        var position = 0L;
        await using (var store = new SqliteStore(new SqliteStoreOptions { Path = path, MaximumPages = 60 }))
        {
            await Assert.ThrowsAsync<WriteFailedException>(async () =>
            {
                while (position < 10_000)
                {
                    await store.AppendAsync("a", position, [new("entry", 1, new byte[3000])]);
                    position++;
                }
            });
        }

        await using var reopened = new SqliteStore(new SqliteStoreOptions { Path = path });
        Assert.InRange(position, 10, 60);
        Assert.Equal(position, (await reopened.PositionsAsync(["a"]))["a"]);
        Assert.Equal(AppendOutcome.Appended, await reopened.AppendAsync("a", position, [Entry("there is room again")]));
    }

    [Fact]
    public async Task AppendAsync_WhenOneOfAGroupDoesNotFitOnTheDisk_OnlyThatOneFails()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "full.db");
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = path, MaximumPages = 60 });

        var small = Enumerable.Range(0, 20).Select(i => store.AppendAsync($"small-{i}", 0, [Entry("fits")])).ToList();
        var large = store.AppendAsync("large", 0, [new("entry", 1, new byte[4096 * 100])]);
        small.AddRange(Enumerable.Range(20, 20).Select(i => store.AppendAsync($"small-{i}", 0, [Entry("fits")])));

        await Assert.ThrowsAsync<WriteFailedException>(() => large);
        Assert.All(await Task.WhenAll(small), o => Assert.Equal(AppendOutcome.Appended, o));
        Assert.Equal(0, (await store.PositionsAsync(["large"]))["large"]);
    }

    [Fact]
    public async Task AppendAsync_WhenTheTransactionCannotBegin_EveryWaiterFailsAndTheWriterGoesOn()
    {
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _path, LockTimeout = TimeSpan.FromSeconds(1) });
        using (var locker = new SqliteConnection($"Data Source={_path};Pooling=False"))
        {
            locker.Open();
            using var transaction = locker.BeginTransaction(deferred: false);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Record.ExceptionAsync(() => store.AppendAsync($"{i}", 0, [Entry("x")]))));
            Assert.All(outcomes, e => Assert.IsType<WriteFailedException>(e));
        }

        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync("0", 0, [Entry("now")]));
    }

    [Fact]
    public async Task AppendAsync_WhenTheCommitFails_EveryWaiterFailsAndNothingIsThere()
    {
        using (var rule = new SqliteConnection($"Data Source={_path};Pooling=False"))
        {
            rule.Open();
            using var command = rule.CreateCommand();
            command.CommandText = """
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
                CREATE TRIGGER broken AFTER INSERT ON journal BEGIN INSERT INTO child VALUES (1); END;
                """;
            command.ExecuteNonQuery(); // a deferred constraint fails at COMMIT, not at the statement, as a failing disk does
        }

        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _path });
        var errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Record.ExceptionAsync(() => store.AppendAsync($"{i}", 0, [Entry("x")]))));

        Assert.All(errors, e => Assert.IsType<WriteFailedException>(e));
        Assert.Equal(0, (await store.PositionsAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")])).Values.Sum());
        Assert.NotNull(await store.WriteAsync("campaign", "a", "{}"u8.ToArray(), null));
    }

    [Fact]
    public async Task ReadAsync_WhenBoundsAreGiven_GivesTheEntriesBetween()
    {
        await _store.AppendAsync("a", 0, [.. Enumerable.Range(1, 1000).Select(i => Entry($"{i}"))]);

        var entries = new List<long>();
        await foreach (var entry in _store.ReadAsync("a", after: 10, upTo: 900))
        {
            entries.Add(entry.Position);
        }

        Assert.Equal(Enumerable.Range(11, 890).Select(i => (long)i), entries);
        Assert.Empty(await ReadAsync("unknown"));
    }

    [Fact]
    public async Task WriteSnapshotAsync_WhenAnOlderOneComesLate_KeepsTheNewer()
    {
        Assert.Null(await _store.ReadSnapshotAsync("a"));

        await _store.WriteSnapshotAsync("a", new(20, 1, "new"u8.ToArray()));
        await _store.WriteSnapshotAsync("a", new(10, 1, "old"u8.ToArray()));

        var snapshot = await _store.ReadSnapshotAsync("a");
        Assert.Equal((20, "new"), (snapshot!.Value.Position, Encoding.UTF8.GetString(snapshot.Value.Body.Span)));
    }

    [Fact]
    public async Task AppendAsync_WhenManyGrainsWriteAtOnce_SharesCommits()
    {
        const int writers = 256;
        const int each = 20;
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < each; i++)
            {
                Assert.Equal(AppendOutcome.Appended, await _store.AppendAsync($"w{w}", i, [Entry("a label or so")]));
            }
        }));

        var rate = writers * each / watch.Elapsed.TotalSeconds;
        Assert.True(rate > 2000, $"{rate:F0} appends a second with fsync");
    }

    [Fact]
    public async Task BackupAsync_WhenWritesGoOn_IsOneMoment()
    {
        var target = Path.Combine(TestFiles.NewFolder(), "backup.db");
        using var stop = new CancellationTokenSource();
        var pairs = WritePairsAsync(stop.Token);
        while ((await _store.PositionsAsync(["left"]))["left"] < 50)
        {
        }

        await _store.BackupAsync(target);
        await stop.CancelAsync();
        var written = await pairs;

        await using var copy = new SqliteStore(new SqliteStoreOptions { Path = target });
        var positions = await copy.PositionsAsync(["left", "right"]);
        Assert.InRange(positions["left"], 50, written);
        Assert.InRange(positions["left"] - positions["right"], 0, 1); // right follows left, so a torn copy could be any other way
        await Assert.ThrowsAsync<IOException>(() => _store.BackupAsync(target));
    }

    [Fact]
    public async Task Open_WhenTheFileIsFromANewerProgram_Refuses()
    {
        var path = Path.Combine(TestFiles.NewFolder(), "newer.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Throws<InvalidDataException>(() => new SqliteStore(new SqliteStoreOptions { Path = path }));
    }

    private async Task<long> WritePairsAsync(CancellationToken stop)
    {
        var position = 0L;
        while (!stop.IsCancellationRequested)
        {
            await _store.AppendAsync("left", position, [Entry("l")]);
            await _store.AppendAsync("right", position, [Entry("r")]);
            position++;
        }

        return position;
    }

    private static JournalRecord Entry(string text, int version = 1) => new("entry", version, Encoding.UTF8.GetBytes(text));

    private static string Text(StoredRecord entry) => Encoding.UTF8.GetString(entry.Record.Body.Span);

    private async Task<List<StoredRecord>> ReadAsync(string journal)
    {
        var entries = new List<StoredRecord>();
        await foreach (var entry in _store.ReadAsync(journal))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
