using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Storage;

namespace LensGrains.Tests.Server;

/// <summary>Compares what annotators were told with what the server has.</summary>
internal static class Evidence
{
    /// <summary>Through the API: every acknowledged label is there with the value given last, once, and nothing else is.</summary>
    /// <returns>Labels that were in doubt and turned out to be there.</returns>
    public static async Task<int> CheckLabelsAsync(HttpClient client, IReadOnlyCollection<ScriptedAnnotator> annotators)
    {
        var rows = (await client.RowsAsync(Scene.Campaign + "/labels")).ToDictionary(r => r["sourceId"]);
        var doubtsSettled = 0;
        foreach (var annotator in annotators)
        {
            foreach (var (source, said) in annotator.Says.Concat(annotator.InDoubt.Where(d => !annotator.Says.ContainsKey(d.Key))))
            {
                var isThere = rows.Remove(source, out var row);
                Assert.True(isThere || !annotator.Says.ContainsKey(source), $"{source}, acknowledged to {annotator.Name} in {said.Operation}, is gone.");
                if (!isThere)
                {
                    continue;
                }

                var isDoubt = annotator.InDoubt.TryGetValue(source, out var doubt) && row!["comment"] == doubt.Operation;
                doubtsSettled += isDoubt ? 1 : 0;
                var expected = isDoubt ? doubt! : said;
                Assert.Equal((annotator.Name, "1", expected.Operation, expected.Label), (row!["annotator"], row["votes"], row["comment"], row["label"]));
            }
        }

        Assert.True(rows.Count == 0, $"Nobody gave {string.Join(", ", rows.Keys)}.");
        return doubtsSettled;
    }

    /// <summary>Through the API: no source is on two open pages, and the page in hand is open.</summary>
    public static async Task CheckLeasesAsync(ServerProcess server, IReadOnlyCollection<ScriptedAnnotator> annotators)
    {
        var held = new Dictionary<string, string>();
        foreach (var annotator in annotators)
        {
            using var client = server.Client(annotator.Token);
            var pages = (await client.ReadAsync(Scene.Campaign + "/pages"))["items"]!.AsArray();
            var tiles = pages.SelectMany(p => p!["tiles"]!.AsArray()).Select(t => (string)t!["sourceId"]!).ToHashSet();
            Assert.All(tiles, t => Assert.True(held.TryAdd(t, annotator.Name), $"{t} is leased to {held[t]} and to {annotator.Name}."));
            Assert.All(annotator.OpenTiles.Except(annotator.InDoubt.Keys), t => Assert.Contains(t, tiles));
        }
    }

    /// <summary>
    /// In the journals themselves, with no server running: every operation of <paramref name="acknowledged"/> stands in its
    /// annotator's journal, and no operation stands there twice or was never sent.
    /// </summary>
    public static async Task CheckJournalsAsync(
        string database, IEnumerable<(ScriptedAnnotator Annotator, IReadOnlyList<string> Acknowledged)> acknowledged)
    {
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = database });
        await CheckJournalsAsync(store, acknowledged);
    }

    /// <inheritdoc cref="CheckJournalsAsync(string, IEnumerable{ValueTuple{ScriptedAnnotator, IReadOnlyList{string}}})"/>
    public static async Task CheckJournalsAsync(
        IJournal store, IEnumerable<(ScriptedAnnotator Annotator, IReadOnlyList<string> Acknowledged)> acknowledged)
    {
        foreach (var (annotator, operations) in acknowledged)
        {
            var journal = SessionJournal.NameFor(new CampaignId(Scene.Id), new AnnotatorId(annotator.Name));
            var written = new List<string>();
            await foreach (var entry in store.ReadAsync(journal))
            {
                switch (SessionJournal.Codec.Decode(entry.Record))
                {
                    case PageSubmitted submitted:
                        written.Add(submitted.Operation.Value);
                        break;
                    case LabelsGiven given:
                        written.Add(given.Operation.Value);
                        break;
                }
            }

            Assert.Equal(written.Count, written.Distinct().Count());
            Assert.Empty(operations.Except(written));
            Assert.Empty(written.Except(annotator.Sent));
        }
    }
}
