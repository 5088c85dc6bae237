using System.Text;
using LensGrains.Core.Ports;
using LensGrains.Storage;

namespace LensGrains.Tests;

public sealed class SqliteStateTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(TestFiles.NewFolder("state"), "grains.db");
    private SqliteStore _store = null!;

    private IGrainStateStore States => _store;

    public Task InitializeAsync()
    {
        _store = new SqliteStore(new SqliteStoreOptions { Path = _path });
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task WriteAsync_WhenNothingIsStored_CreatesWithoutAnEtagOnly()
    {
        Assert.Null(await States.WriteAsync("campaign", "a", Body("x"), "some-etag"));
        Assert.Null(await States.ReadAsync("campaign", "a"));

        var etag = await States.WriteAsync("campaign", "a", Body("1"), null);

        var stored = await States.ReadAsync("campaign", "a");
        Assert.Equal(("1", etag), (Text(stored), stored!.Value.Etag));
        Assert.Null(await States.ReadAsync("round", "a"));
    }

    [Fact]
    public async Task WriteAsync_WhenSomebodyElseWroteSince_WritesNothing()
    {
        var first = await States.WriteAsync("campaign", "a", Body("1"), null);
        var second = await States.WriteAsync("campaign", "a", Body("2"), first);

        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), first));
        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), null));

        Assert.Equal("2", Text(await States.ReadAsync("campaign", "a")));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task WriteAsync_WhenTheRecordWasClearedAndMadeAnew_TheOldEtagDoesNotFit()
    {
        var first = await States.WriteAsync("campaign", "a", Body("1"), null);

        Assert.True(await States.ClearAsync("campaign", "a", first!));
        Assert.False(await States.ClearAsync("campaign", "a", first!));
        await States.WriteAsync("campaign", "a", Body("1"), null);

        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), first));
        Assert.False(await States.ClearAsync("campaign", "a", first!));
    }

    [Fact]
    public async Task WriteAsync_WhenManyRaceForOneEtag_OneWins()
    {
        var etag = await States.WriteAsync("campaign", "a", Body("0"), null);

        var written = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => States.WriteAsync("campaign", "a", Body($"{i}"), etag)));

        Assert.Single(written, w => w is not null);
    }

    [Fact]
    public async Task ListAsync_WhenAPrefixIsGiven_GivesItsKeysInOrdinalOrder()
    {
        string[] keys = ["b/2", "b/10", "b", "B/1", "bb", "b%", "é", .. Enumerable.Range(0, 3000).Select(i => $"many/{i:D4}")];
        await Task.WhenAll(keys.Select(k => States.WriteAsync("round", k, Body("x"), null)));
        await States.WriteAsync("other", "b/3", Body("x"), null);

        Assert.Equal(["b/10", "b/2"], await ListAsync("b/"));
        Assert.Equal(["b%"], await ListAsync("b%"));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await ListAsync(""));
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var key in States.ListAsync("round", prefix))
        {
            keys.Add(key);
        }

        return keys;
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(StoredState? state) => Encoding.UTF8.GetString(state!.Value.Body.Span);
}
