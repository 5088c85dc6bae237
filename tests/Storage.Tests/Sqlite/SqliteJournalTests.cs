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
    public async Task Open_WhenAnotherProcessIsWritingWithoutAPause_DoesNotWaitForIt()
    {
        await using (new SqliteStore(new SqliteStoreOptions { Path = _path }))
        {
        }

        using var other = new SqliteConnection($"Data Source={_path};Pooling=False");
        other.Open();
        using var writing = other.BeginTransaction();

        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _path, LockTimeout = TimeSpan.FromSeconds(1) });

        Assert.Empty(await store.ReadAsync("j").ToListAsync());
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

    private static JournalRecord Entry(string text) => new("entry", 1, Encoding.UTF8.GetBytes(text));
}
