using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>What <see cref="IGrainStateStore"/> promises, whoever keeps it.</summary>
public abstract class StateContract : StoreSuite
{
    /// <summary>Keys in one listing: more than the provider gives in one page.</summary>
    protected virtual int ManyKeys => 3000;

    [ProviderFact]
    public async Task WriteAsync_WhenNothingIsStored_CreatesWithoutAnEtagOnly()
    {
        Assert.Null(await States.WriteAsync("campaign", "a", Body("x"), "some-etag"));
        Assert.Null(await States.ReadAsync("campaign", "a"));

        var etag = await States.WriteAsync("campaign", "a", Body("1"), null);

        var stored = await States.ReadAsync("campaign", "a");
        Assert.Equal(("1", etag), (Text(stored), stored!.Value.Etag));
        Assert.Null(await States.ReadAsync("round", "a"));
    }

    [ProviderFact]
    public async Task WriteAsync_WhenSomebodyElseWroteSince_WritesNothing()
    {
        var first = await States.WriteAsync("campaign", "a", Body("1"), null);
        var second = await States.WriteAsync("campaign", "a", Body("2"), first);

        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), first));
        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), null));
        await ReopenAsync();

        Assert.Equal("2", Text(await States.ReadAsync("campaign", "a")));
        Assert.NotEqual(first, second);
    }

    [ProviderFact]
    public async Task WriteAsync_WhenTheRecordWasClearedAndMadeAnew_TheOldEtagDoesNotFit()
    {
        var first = await States.WriteAsync("campaign", "a", Body("1"), null);

        Assert.True(await States.ClearAsync("campaign", "a", first!));
        Assert.Null(await States.ReadAsync("campaign", "a"));
        Assert.False(await States.ClearAsync("campaign", "a", first!));
        await States.WriteAsync("campaign", "a", Body("1"), null);

        Assert.Null(await States.WriteAsync("campaign", "a", Body("late"), first));
        Assert.False(await States.ClearAsync("campaign", "a", first!));
    }

    [ProviderFact]
    public async Task WriteAsync_WhenManyOfTwoStoresRaceForOneEtag_OneWins()
    {
        await using var other = await OpenAsync();
        var etag = await States.WriteAsync("campaign", "a", Body("0"), null);

        var written = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? States : other.States).WriteAsync("campaign", "a", Body($"{i}"), etag)));

        var winner = Assert.Single(written.Index(), w => w.Item is not null);
        var stored = await other.States.ReadAsync("campaign", "a");
        Assert.Equal(($"{winner.Index}", winner.Item), (Text(stored), stored!.Value.Etag));
    }

    [ProviderFact]
    public async Task WriteAsync_WhenManyOfTwoStoresRaceToCreate_OneWins()
    {
        await using var other = await OpenAsync();

        var written = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? States : other.States).WriteAsync("campaign", "a", Body($"{i}"), null)));

        Assert.Equal($"{Assert.Single(written.Index(), w => w.Item is not null).Index}", Text(await States.ReadAsync("campaign", "a")));
    }

    [ProviderFact]
    public async Task WriteAsync_WhenOneOfAGroupDoesNotMatch_TheOthersAreKept()
    {
        var written = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => States.WriteAsync("round", $"{i}", Body($"{i}"), i % 7 == 0 ? "stale" : null)));

        Assert.All(written.Index(), w => Assert.Equal(w.Index % 7 == 0, w.Item is null));
        Assert.Equal(written.Count(w => w is not null), (await ListAsync("")).Count);
    }

    [ProviderFact]
    public async Task WriteAsync_WhenTheBodyIsLarge_GivesTheSameBytesBack()
    {
        var body = new byte[1_000_000];
        new Random(5).NextBytes(body);

        await States.WriteAsync("campaign", "a", body, null);

        Assert.Equal(body, (await States.ReadAsync("campaign", "a"))!.Value.Body.ToArray());
    }

    [ProviderFact]
    public async Task ListAsync_WhenAPrefixIsGiven_GivesItsKeysInOrdinalOrder()
    {
        string[] keys = ["b/2", "b/10", "b", "B/1", "bb", "b%", "b_", "é", .. Enumerable.Range(0, ManyKeys).Select(i => $"many/{i:D4}")];
        await Task.WhenAll(keys.Select(k => States.WriteAsync("round", k, Body("x"), null)));
        await States.WriteAsync("other", "b/3", Body("x"), null);

        Assert.Equal(["b/10", "b/2"], await ListAsync("b/"));
        Assert.Equal(["b%"], await ListAsync("b%"));
        Assert.Equal(["b_"], await ListAsync("b_"));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await ListAsync(""));
    }

    [ProviderFact]
    public async Task ReadAsync_WhenTheCallerHasGivenUp_Stops()
    {
        await States.WriteAsync("round", "a", Body("x"), null);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => States.ReadAsync("round", "a", stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ListOfAsync(States.ListAsync("round", cancellationToken: stop.Token)));
    }

    private Task<List<string>> ListAsync(string prefix) => ListOfAsync(States.ListAsync("round", prefix));
}
