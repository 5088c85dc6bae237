using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>Conditional writes of states over a network that breaks.</summary>
[NeedsAzurite]
public sealed class StateFaultTests
{
    private readonly AzurePlace _place = new() { Options = new() { WriteTries = 3, RetrySeconds = 0.001, RequestSeconds = 60 } };

    [ProviderFact]
    public async Task WriteAsync_WhenTheAnswerIsLost_GivesTheEtagThatItWrote()
    {
        foreach (var fault in new[] { Fault.Lost, Fault.Cut })
        {
            var states = await _place.StatesAsync(Once("PUT", fault));
            var first = await states.WriteAsync("round", $"{fault}", Body("1"), null);
            states = await _place.StatesAsync(Once("PUT", fault));
            var second = await states.WriteAsync("round", $"{fault}", Body("2"), first);

            var stored = (await states.ReadAsync("round", $"{fault}"))!.Value;
            Assert.Equal(("2", second), (Encoding.UTF8.GetString(stored.Body.Span), stored.Etag));
        }
    }

    [ProviderFact]
    public async Task WriteAsync_WhenTheAnswerIsLostAndAnothersStateIsThere_TheOutcomeIsUnknown()
    {
        var other = await _place.StatesAsync();
        var etag = await other.WriteAsync("round", "a", Body("0"), null);
        await other.WriteAsync("round", "a", Body("theirs"), etag);
        var states = await _place.StatesAsync(Once("PUT", Fault.Lost));

        await Assert.ThrowsAsync<WriteFailedException>(() => states.WriteAsync("round", "a", Body("mine"), etag));
        Assert.Null(await states.WriteAsync("round", "a", Body("mine"), etag)); // answered at once, a refusal is a refusal
    }

    [ProviderFact]
    public async Task WriteAsync_WhenNoTryIsAnswered_TheOutcomeIsUnknown()
    {
        var states = await _place.StatesAsync(new(what => what.StartsWith("PUT", StringComparison.Ordinal) ? Fault.Cut : Fault.None));

        await Assert.ThrowsAsync<WriteFailedException>(() => states.WriteAsync("round", "a", Body("1"), null));

        Assert.Null(await states.ReadAsync("round", "a"));
    }

    [ProviderFact]
    public async Task ClearAsync_WhenTheAnswerIsLost_DoesNotSayThatSomebodyElseDidIt()
    {
        var etag = await (await _place.StatesAsync()).WriteAsync("round", "a", Body("1"), null);
        var states = await _place.StatesAsync(Once("DELETE", Fault.Lost));

        await Assert.ThrowsAsync<WriteFailedException>(() => states.ClearAsync("round", "a", etag!));

        Assert.Null(await states.ReadAsync("round", "a"));
    }

    [ProviderFact]
    public async Task WriteSnapshotAsync_WhenTwoWriteAtOnce_TheNewerIsThereInTheEnd()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _place.JournalAsync()));

        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => journals[i % 4].WriteSnapshotAsync("a", new(i, 1, Body($"{i}")))));

        Assert.Equal(20, (await journals[0].ReadSnapshotAsync("a"))!.Value.Position);
    }

    [ProviderFact]
    public async Task ListAsync_WhenKeysEndInDotsOrSlashes_FindsThem()
    {
        var states = await _place.StatesAsync();
        string[] keys = ["a", "a.", "a./b", "a/", "a//", ".", "..", "A."];
        foreach (var key in keys)
        {
            Assert.NotNull(await states.WriteAsync("odd/kind", key, Body(key), null));
        }

        var all = new List<string>();
        await foreach (var key in states.ListAsync("odd/kind", "a."))
        {
            all.Add(key);
        }

        Assert.Equal(["a.", "a./b"], all);
        foreach (var key in keys)
        {
            Assert.Equal(key, Encoding.UTF8.GetString((await states.ReadAsync("odd/kind", key))!.Value.Body.Span));
        }
    }

    private static FaultyTransport Once(string method, Fault fault)
    {
        var left = 1;
        return new(what => what.StartsWith(method, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0 ? fault : Fault.None);
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);
}
