using System.Globalization;
using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Tests;

/// <summary>Several writers of one journal, in one process and in several, at segments that end all the time.</summary>
[NeedsAzurite]
public sealed class JournalRaceTests
{
    [ProviderFact]
    public async Task AppendAsync_WhenManyWritersMeetAtEveryRoll_EachPositionHasOneWinner()
    {
        var place = new AzurePlace { Options = new() { SegmentBlocks = 1, RequestSeconds = 60 } };
        var writers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => place.JournalAsync()));
        var won = new List<string>();

        for (var position = 0; position < 25; position++)
        {
            var at = position;
            var outcomes = await Task.WhenAll(writers.Select((w, i) => w.AppendAsync("a", at, [new("entry", 1, Encoding.UTF8.GetBytes($"{at} of {i}"))])));
            won.Add($"{at} of {Assert.Single(outcomes.Index(), o => o.Item == AppendOutcome.Appended).Index}");
        }

        Assert.Equal(won, await TextsAsync(await place.JournalAsync(), "a"));
    }

    /// <summary>Each process appends wherever the journal stands, and says which positions it won; one of them is killed on the way.</summary>
    [ProviderFact]
    public async Task AppendAsync_WhenProcessesRaceAndOneIsKilled_EveryAcknowledgedEntryIsThereOnce()
    {
        var place = new AzurePlace { Options = new() { SegmentBlocks = 2, RequestSeconds = 60 } };
        var arguments = await place.ArgumentsAsync();
        var contenders = Enumerable.Range(0, 3).Select(i => Appender.Start(["contend", $"w{i}", .. arguments])).ToList();
        var said = await Task.WhenAll(contenders.Select((c, i) => WinsOfAsync(c, killAfter: i == 0 ? 10 : 30)));
        contenders.ForEach(c => c.Dispose());

        var texts = await TextsAsync(await place.JournalAsync(), ContenderProgram.Journal);

        Assert.Equal(texts.Count, texts.Distinct().Count());
        foreach (var (position, text) in said.SelectMany(s => s))
        {
            Assert.Equal(text, texts[position - 1]);
        }

        Assert.True(said.Sum(s => s.Count) >= 70);
    }

    private static async Task<List<(int Position, string Text)>> WinsOfAsync(Appender contender, int killAfter)
    {
        var wins = new List<(int, string)>();
        while (await contender.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var position, var text, "."])
            {
                wins.Add((int.Parse(position, CultureInfo.InvariantCulture), text));
            }

            if (wins.Count == killAfter)
            {
                await contender.KillAsync();
            }
        }

        return wins;
    }

    private static async Task<List<string>> TextsAsync(IJournal journal, string name)
    {
        var texts = new List<string>();
        await foreach (var entry in journal.ReadAsync(name))
        {
            Assert.Equal(texts.Count + 1, entry.Position);
            texts.Add(Encoding.UTF8.GetString(entry.Record.Body.Span));
        }

        return texts;
    }
}
