using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>What <see cref="IJournal"/> promises, whoever keeps it.</summary>
public abstract class JournalContract : StoreSuite
{
    [ProviderFact]
    public async Task AppendAsync_WhenThePositionIsRight_AddsTheEntriesInOrder()
    {
        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", 0, [Entry("one"), Entry("two")]));
        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", 2, [Entry("three", version: 2)]));
        await ReopenAsync();

        var entries = await ReadAsync("a");
        Assert.Equal([1, 2, 3], entries.Select(e => e.Position));
        Assert.Equal(["one", "two", "three"], entries.Select(Text));
        Assert.Equal(("entry", 2), (entries[2].Record.Type, entries[2].Record.Version));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenThePositionIsWrong_WritesNothing()
    {
        await Journal.AppendAsync("a", 0, [Entry("one"), Entry("two")]);

        foreach (var expected in new[] { 0, 1, 3 })
        {
            Assert.Equal(AppendOutcome.Conflict, await Journal.AppendAsync("a", expected, [Entry("lost")]));
            Assert.Equal(AppendOutcome.Conflict, await Journal.AppendAsync("a", expected, [Entry("lost"), Entry("too")]));
        }

        await ReopenAsync();
        Assert.Equal(["one", "two"], (await ReadAsync("a")).Select(Text));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenThereIsNothingToAppend_OnlySaysWhereTheJournalStands()
    {
        await Journal.AppendAsync("a", 0, [Entry("one")]);

        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", 1, []));
        Assert.Equal(AppendOutcome.Conflict, await Journal.AppendAsync("a", 0, []));
        Assert.Single(await ReadAsync("a"));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenAnArgumentMakesNoSense_Refuses()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.AppendAsync("", 0, [Entry("x")]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.AppendAsync("a", -1, [Entry("x")]));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenOneOfAGroupConflicts_TheOthersAreKept()
    {
        await Journal.AppendAsync("stale", 0, [Entry("first")]);

        var appends = Enumerable.Range(0, 200)
            .Select(i => i % 10 == 0 ? Journal.AppendAsync("stale", 0, [Entry("lost")]) : Journal.AppendAsync($"j{i}", 0, [Entry("kept")]))
            .ToArray();
        var outcomes = await Task.WhenAll(appends);

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 10 == 0 ? AppendOutcome.Conflict : AppendOutcome.Appended, o.Item));
        Assert.Equal(["first"], (await ReadAsync("stale")).Select(Text));
        Assert.Equal(180, (await Journal.PositionsAsync([.. Enumerable.Range(0, 200).Select(i => $"j{i}")])).Values.Sum());
    }

    [ProviderFact]
    public async Task AppendAsync_WhenManyRaceForOnePosition_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Journal.AppendAsync("a", 0, [Entry($"{i}")])));

        Assert.Equal(1, outcomes.Count(o => o == AppendOutcome.Appended));
        Assert.Equal($"{Array.IndexOf(outcomes, AppendOutcome.Appended)}", Text(Assert.Single(await ReadAsync("a"))));
    }

    /// <summary>Appends of one, two and three entries overlap, so half of one that lost would show as a gap or as a stranger.</summary>
    [ProviderFact]
    public async Task AppendAsync_WhenTwoStoresRace_EachAppendIsThereWholeOrNotAtAll()
    {
        await using var other = await OpenAsync();
        var written = new List<string>();

        for (var round = 0; round < 30; round++)
        {
            var position = (long)written.Count;
            var attempts = Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 1 + (i % 3)).Select(n => $"{round}/{i}/{n}").ToArray()).ToArray();
            var outcomes = await Task.WhenAll(
                attempts.Select((texts, i) => (i % 2 == 0 ? Journal : other.Journal).AppendAsync("a", position, [.. texts.Select(t => Entry(t))])));
            written.AddRange(attempts[Assert.Single(outcomes.Index(), o => o.Item == AppendOutcome.Appended).Index]);
        }

        var entries = await ReadAsync("a");
        Assert.Equal(written, entries.Select(Text));
        Assert.Equal(Enumerable.Range(1, written.Count).Select(p => (long)p), entries.Select(e => e.Position));
    }

    /// <summary>Both take groups of the same journals in opposite orders: no deadlock, and one winner for each.</summary>
    [ProviderFact]
    public async Task AppendAsync_WhenTwoStoresRaceForManyJournals_EachHasOneWinner()
    {
        await using var other = await OpenAsync();
        var names = Enumerable.Range(0, 60).Select(i => $"j{i:D2}").ToArray();

        var mine = Task.WhenAll(names.Select(n => Journal.AppendAsync(n, 0, [Entry("mine"), Entry("mine")])));
        var theirs = Task.WhenAll(names.Reverse().Select(n => other.Journal.AppendAsync(n, 0, [Entry("theirs"), Entry("theirs")])));
        var (first, second) = (await mine, (await theirs).Reverse().ToArray());

        Assert.All(names.Index(), n => Assert.NotEqual(first[n.Index], second[n.Index]));
        foreach (var (index, name) in names.Index())
        {
            var winner = first[index] == AppendOutcome.Appended ? "mine" : "theirs";
            Assert.Equal([winner, winner], (await ReadAsync(name)).Select(Text));
        }
    }

    [ProviderFact]
    public async Task AppendAsync_WhenAnotherStoreWentOn_TheOldHolderIsFencedUntilItReadsAgain()
    {
        await using var other = await OpenAsync();
        await Journal.AppendAsync("a", 0, [Entry("mine")]);
        await other.Journal.AppendAsync("a", 1, [Entry("theirs")]);

        Assert.Equal(AppendOutcome.Conflict, await Journal.AppendAsync("a", 1, [Entry("late")]));

        var position = (await Journal.PositionsAsync(["a"]))["a"];
        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", position, [Entry("again")]));
        Assert.Equal(["mine", "theirs", "again"], (await ListOfAsync(other.Journal.ReadAsync("a"))).Select(Text));
    }

    [ProviderFact]
    public async Task AppendAsync_WhenBodiesAreLargeOrOdd_GivesTheSameBytesBack()
    {
        var large = new byte[1_000_000];
        new Random(5).NextBytes(large);
        byte[] every = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await Journal.AppendAsync("sky/é'\"%_\\ ü", 0, [new("large", 1, large), new("every", int.MaxValue, every), new("empty", 1, Array.Empty<byte>())]);

        var entries = await ReadAsync("sky/é'\"%_\\ ü");
        Assert.Equal([large, every, []], entries.Select(e => e.Record.Body.ToArray()));
        Assert.Equal(int.MaxValue, entries[1].Record.Version);
    }

    [ProviderFact]
    public async Task ReadAsync_WhenBoundsAreGiven_GivesTheEntriesBetween()
    {
        await Journal.AppendAsync("a", 0, [.. Enumerable.Range(1, 1000).Select(i => Entry($"{i}"))]);
        await Journal.AppendAsync("b", 0, [Entry("another's")]);

        var entries = await ListOfAsync(Journal.ReadAsync("a", after: 10, upTo: 900));

        Assert.Equal(Enumerable.Range(11, 890).Select(i => ((long)i, $"{i}")), entries.Select(e => (e.Position, Text(e))));
        Assert.Empty(await ListOfAsync(Journal.ReadAsync("a", after: 1000)));
        Assert.Empty(await ReadAsync("unknown"));
    }

    [ProviderFact]
    public async Task PositionsAsync_WhenSomeHaveNoEntries_SaysZeroForThose()
    {
        await Journal.AppendAsync("a", 0, [Entry("one"), Entry("two")]);
        await Journal.WriteSnapshotAsync("c", new(7, 1, Body("alone")));

        var positions = await Journal.PositionsAsync(["a", "b", "c"]);

        Assert.Equal([("a", 2L), ("b", 0L), ("c", 0L)], positions.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)));
        Assert.Empty(await Journal.PositionsAsync([]));
    }

    [ProviderFact]
    public async Task WriteSnapshotAsync_WhenAnOlderOneComesLate_KeepsTheNewer()
    {
        Assert.Null(await Journal.ReadSnapshotAsync("a"));

        await Journal.WriteSnapshotAsync("a", new(20, 3, Body("new")));
        await Journal.WriteSnapshotAsync("a", new(10, 1, Body("old")));
        await ReopenAsync();

        var snapshot = (await Journal.ReadSnapshotAsync("a"))!.Value;
        Assert.Equal((20, 3, "new"), (snapshot.Position, snapshot.Version, System.Text.Encoding.UTF8.GetString(snapshot.Body.Span)));
    }

    [ProviderFact]
    public async Task ReadAsync_WhenTheCallerHasGivenUp_StopsAndWritesGoOn()
    {
        await Journal.AppendAsync("a", 0, [Entry("one")]);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ListOfAsync(Journal.ReadAsync("a", cancellationToken: stop.Token)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.PositionsAsync(["a"], stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.ReadSnapshotAsync("a", stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.WriteSnapshotAsync("a", new(1, 1, Body("x")), stop.Token));
        Assert.Equal(AppendOutcome.Appended, await Journal.AppendAsync("a", 1, [Entry("two")]));
    }
}
