using System.Globalization;
using LensGrains.Core.Ports;
using LensGrains.Storage.Azure;
using LensGrains.Storage.Azure.Journals;

namespace LensGrains.Tests;

/// <summary>Appends over a network that breaks. Segments end after every second append, so that most faults meet a roll.</summary>
[NeedsAzurite]
public sealed class JournalFaultTests
{
    private readonly AzurePlace _place = new() { Options = new() { SegmentBlocks = 2, WriteTries = 3, RetrySeconds = 0.001, RequestSeconds = 60 } };

    [ProviderFact]
    public async Task AppendAsync_WhenTheAnswerIsLost_IsAppendedOnce()
    {
        var journal = await _place.JournalAsync(Once("comp=appendblock", Fault.Lost));

        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 0, [Entry("one"), Entry("two")]));
        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 2, [Entry("three")]));

        Assert.Equal(["one", "two", "three"], await TextsAsync());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenTheConnectionIsCut_IsAppendedOnce()
    {
        var journal = await _place.JournalAsync(Once("comp=appendblock", Fault.Cut));

        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 0, [Entry("one")]));

        Assert.Equal(["one"], await TextsAsync());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenTheAnswerToMakingASegmentIsLost_GoesOnInIt()
    {
        var journal = await _place.JournalAsync(Once("PUT", Fault.Lost));

        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 0, [Entry("one")]));

        Assert.Equal(["one"], await TextsAsync());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenNoTryIsAnswered_TheOutcomeIsUnknownUntilItIsRead()
    {
        var isBroken = true;
        var journal = await _place.JournalAsync(new(what => isBroken && IsAppend(what) ? Fault.Lost : Fault.None));

        await Assert.ThrowsAsync<WriteFailedException>(() => journal.AppendAsync("a", 0, [Entry("there")]));
        isBroken = false;

        Assert.Equal(["there"], await TextsAsync());
        Assert.Equal(AppendOutcome.Conflict, await journal.AppendAsync("a", 0, [Entry("there")]));
        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 1, [Entry("next")]));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenAGivenUpTryArrivesAfterSomebodyElses_TheServiceRefusesIt()
    {
        var transport = new FaultyTransport(what => IsAppend(what) ? Fault.Late : Fault.None);
        var journal = await _place.JournalAsync(transport);
        await Assert.ThrowsAsync<WriteFailedException>(() => journal.AppendAsync("a", 0, [Entry("late")]));

        await (await _place.JournalAsync()).AppendAsync("a", 0, [Entry("other")]);
        var answers = await transport.DeliverLateAsync();

        Assert.Equal([412, 412, 412], answers);
        Assert.Equal(["other"], await TextsAsync());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenAGivenUpTryArrivesAfterItsOwnRepetition_IsThereOnce()
    {
        var late = 1;
        var transport = new FaultyTransport(what => IsAppend(what) && Interlocked.Decrement(ref late) == 0 ? Fault.Late : Fault.None);
        var journal = await _place.JournalAsync(transport);

        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync("a", 0, [Entry("one")]));
        Assert.Equal([412], await transport.DeliverLateAsync());

        Assert.Equal(["one"], await TextsAsync());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenAGivenUpTryArrivesAfterTheWriterReadAgain_TheWriterIsRefusedAndNothingIsTwice()
    {
        var isBroken = true;
        var transport = new FaultyTransport(what => isBroken && IsAppend(what) ? Fault.Late : Fault.None);
        var journal = await _place.JournalAsync(transport);
        await Assert.ThrowsAsync<WriteFailedException>(() => journal.AppendAsync("a", 0, [Entry("late")]));
        Assert.Equal(0, (await journal.PositionsAsync(["a"]))["a"]);
        isBroken = false;

        Assert.Equal([201, 412, 412], await transport.DeliverLateAsync());

        Assert.Equal(AppendOutcome.Conflict, await journal.AppendAsync("a", 0, [Entry("again")]));
        Assert.Equal(["late"], await TextsAsync());
    }

    /// <summary>
    /// A writer makes seven appends over four segments and breaks down for good at its n-th request, before or after the service has
    /// done it, for every n. The next one finds a dense journal with all that was acknowledged, and goes on.
    /// </summary>
    [ProviderFact]
    public async Task AppendAsync_WhenTheWriterBreaksDownAtAnyRequest_TheNextOneGoesOn()
    {
        const int appends = 7;
        var steps = 0;
        for (var isDone = false; !isDone; steps++)
        {
            foreach (var fault in new[] { Fault.Cut, Fault.Lost })
            {
                var name = $"crash/{steps}/{fault}";
                var acknowledged = await AppendUntilBrokenAsync(name, appends, fault, steps);
                isDone = acknowledged == appends;
                await GoOnAsync(name, appends, acknowledged);
            }
        }

        Assert.InRange(steps, appends + 5, 40); // each append is a request, and each of four segments is made
    }

    [ProviderFact]
    public async Task PositionsAsync_WhenManyJournalsAreKnown_AsksOncePerJournal()
    {
        var transport = new FaultyTransport(_ => Fault.None);
        var writer = await _place.JournalAsync();
        var names = Enumerable.Range(0, 40).Select(i => $"p/{i}").ToArray();
        foreach (var (i, name) in names.Index())
        {
            for (var at = 0; at < i % 4; at++)
            {
                await writer.AppendAsync(name, at, [Entry("x")]);
            }
        }

        var journal = await _place.JournalAsync(transport);
        var cold = await journal.PositionsAsync(names);
        var coldRequests = transport.Requests.Count;
        var warm = await journal.PositionsAsync(names);

        Assert.All(names.Index(), n => Assert.Equal((n.Index % 4, n.Index % 4), ((int)cold[n.Item], (int)warm[n.Item])));
        Assert.InRange(coldRequests, 40, 80);
        Assert.Equal(40, transport.Requests.Count - coldRequests);
    }

    [ProviderFact]
    public async Task ReadAsync_WhenTheJournalIsLong_StartsAtTheSegmentThatIsAskedFor()
    {
        var writer = await _place.JournalAsync();
        for (var at = 0; at < 40; at++)
        {
            await writer.AppendAsync("a", at, [Entry($"{at + 1}")]);
        }

        var transport = new FaultyTransport(_ => Fault.None);
        var entries = await ListAsync((await _place.JournalAsync(transport)).ReadAsync("a", after: 37));

        Assert.Equal(["38", "39", "40"], entries.Select(Text));
        Assert.InRange(transport.Requests.Count, 2, 4); // a listing, two segments, and the one that is not there yet
    }

    [ProviderFact]
    public async Task ReadAsync_WhenTheSegmentIsLong_LooksForThePlaceFromItsEnd()
    {
        const int Entries = 300;
        const int EntryBytes = 2_000;
        var place = new AzurePlace();
        var writer = await place.JournalAsync();
        for (var at = 0; at < Entries; at += 10)
        {
            await writer.AppendAsync("a", at, [.. Enumerable.Range(at + 1, 10).Select(n => Entry($"{n}".PadLeft(EntryBytes)))]);
        }

        foreach (var (after, endIsKnown) in new[] { (299, false), (299, true), (200, false), (200, true), (1, true) })
        {
            var transport = new FaultyTransport(_ => Fault.None);
            var journal = await place.JournalAsync(transport);
            if (endIsKnown)
            {
                await journal.PositionsAsync(["a"]);
            }

            var entries = await ListAsync(journal.ReadAsync("a", after));

            Assert.Equal(Enumerable.Range(after + 1, Entries - after), entries.Select(e => int.Parse(Text(e).Trim(), CultureInfo.InvariantCulture)));
            Assert.Equal(Enumerable.Range(after + 1, Entries - after), entries.Select(e => (int)e.Position));
            Assert.True(transport.Received < 100_000 + (3L * (Entries - after) * EntryBytes), $"after {after} {transport.Received} bytes were read");
        }
    }

    [ProviderFact]
    public async Task ReadAsync_WhenAnAppendIsLargerThanARead_GivesItWhole()
    {
        var large = new byte[300_000];
        new Random(7).NextBytes(large);
        var place = new AzurePlace { Options = new() { ReadBytes = 2_000, SegmentBytes = 400_000 } };
        var journal = await place.JournalAsync();
        for (var at = 0; at < 4; at++)
        {
            await journal.AppendAsync("a", at, [new("large", 1, large)]);
        }

        var entries = await ListAsync((await place.JournalAsync()).ReadAsync("a"));

        Assert.Equal(4, entries.Count);
        Assert.All(entries, e => Assert.True(large.AsSpan().SequenceEqual(e.Record.Body.Span)));
    }

    private async Task<int> AppendUntilBrokenAsync(string name, int appends, Fault fault, int at)
    {
        var request = 0;
        var journal = await _place.JournalAsync(new(_ => request++ < at ? Fault.None : request == at + 1 ? fault : Fault.Cut));
        var done = 0;
        try
        {
            for (; done < appends; done++)
            {
                Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync(name, done, [Entry($"{done + 1}")]));
            }
        }
        catch (WriteFailedException)
        {
            // Its last append is there or not.
        }

        return done;
    }

    private async Task GoOnAsync(string name, int appends, int acknowledged)
    {
        var journal = await _place.JournalAsync();
        var found = (int)(await journal.PositionsAsync([name]))[name];
        Assert.InRange(found, acknowledged, acknowledged + 1);
        for (var at = found; at < appends; at++)
        {
            Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync(name, at, [Entry($"{at + 1}")]));
        }

        var entries = await ListAsync((await _place.JournalAsync()).ReadAsync(name));
        Assert.Equal(Enumerable.Range(1, appends).Select(i => ((long)i, i.ToString(CultureInfo.InvariantCulture))), entries.Select(e => (e.Position, Text(e))));
    }

    private async Task<List<string>> TextsAsync() => [.. (await ListAsync((await _place.JournalAsync()).ReadAsync("a"))).Select(Text)];

    private static FaultyTransport Once(string request, Fault fault)
    {
        var left = 1;
        return new(what => what.Contains(request, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0 ? fault : Fault.None);
    }

    private static bool IsAppend(string what) => what.Contains("comp=appendblock", StringComparison.Ordinal);

    private static JournalRecord Entry(string text) => new("entry", 1, System.Text.Encoding.UTF8.GetBytes(text));

    private static string Text(StoredRecord entry) => System.Text.Encoding.UTF8.GetString(entry.Record.Body.Span);

    private static async Task<List<StoredRecord>> ListAsync(IAsyncEnumerable<StoredRecord> entries)
    {
        var list = new List<StoredRecord>();
        await foreach (var entry in entries)
        {
            list.Add(entry);
        }

        return list;
    }
}
