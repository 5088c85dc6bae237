using System.Text.Json;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using Microsoft.Extensions.DependencyInjection;

namespace LensGrains.Tests.Campaigns;

/// <summary>What the journals alone say, read past all grains.</summary>
internal sealed class JournalAudit(CampaignHost host)
{
    public Task<IReadOnlyList<SessionEvent>> SessionAsync(string annotator, long upTo = long.MaxValue)
        => ReadAsync(SessionJournal.NameFor(host.Id, new AnnotatorId(annotator)), SessionJournal.Codec, upTo);

    public Task<IReadOnlyList<DealerEvent>> DealerAsync() => ReadAsync(DealerJournal.NameFor(host.Id), DealerJournal.Codec, long.MaxValue);

    /// <summary>The verdicts of the whole journals of these annotators.</summary>
    public async Task<IReadOnlyList<SourceVerdict>> VerdictsAsync(params IEnumerable<string> annotators)
    {
        var fold = new LabelFold();
        foreach (var annotator in annotators)
        {
            fold.Add(new AnnotatorId(annotator), await SessionAsync(annotator));
        }

        return [.. fold.Verdicts()];
    }

    /// <summary>Every acknowledged operation stands in its journal exactly once and with the labels that were acknowledged.</summary>
    public async Task NothingIsLostOrDoubledAsync(params IReadOnlyList<Client> clients)
    {
        foreach (var client in clients)
        {
            var events = (await SessionAsync(client.Annotator)).OfType<LabelEvent>().ToLookup(OperationOf);
            Assert.All(events, e => Assert.True(e.Count() == 1, $"{e.Key} stands {e.Count()} times in the journal"));
            foreach (var (operation, judgements) in client.Acknowledged)
            {
                var written = events[operation].SingleOrDefault();
                Assert.True(written is not null, $"{operation} was acknowledged and is not in the journal");
                Assert.True(written is SubmissionsSwitched || written.Values.SequenceEqual(judgements), $"{operation} has other labels");
            }
        }
    }

    /// <summary>
    /// By plain sets over the dealer's journal: no source in two open leases, none dealt that is used up (overlap 1), no page opened
    /// twice, and every page that a session opened was dealt to it with those tiles. (A number that another activation had opened and ended
    /// may be leased once more; the session gives that back.)
    /// </summary>
    public async Task NothingIsDealtTwiceAsync(params IReadOnlyList<Client> clients)
    {
        var held = new Dictionary<int, PageId>();
        var spent = new HashSet<(AnnotatorId By, int Source)>();
        var dealt = new List<PageDealt>();
        foreach (var e in await DealerAsync())
        {
            switch (e)
            {
                case PageDealt page:
                    Assert.All(page.Tiles, t => Assert.False(held.ContainsKey(t.Source.Value), $"{t.Source} is dealt to {page.Page} and held"));
                    Assert.All(page.Tiles, t => Assert.DoesNotContain(spent, s => s.Source == t.Source.Value));
                    dealt.Add(page);
                    Hold(held, page.Page, page.Tiles);
                    break;
                case PageSettled settled:
                    Release(held, settled.Page);
                    spent.UnionWith(settled.Labelled.Select(s => (settled.Page.Owner!.Value, s.Value)));
                    break;
                case PageReopened again:
                    Release(held, again.Page);
                    Assert.All(again.Tiles, t => Assert.False(held.ContainsKey(t.Source.Value), $"{t.Source} comes back to {again.Page} and is held"));
                    Hold(held, again.Page, again.Tiles);
                    spent.ExceptWith(again.Tiles.Select(t => (again.Annotator, t.Source.Value)));
                    break;
                case SourcesFreed freed:
                    spent.ExceptWith(freed.Sources.Select(s => (freed.Annotator, s.Value)));
                    break;
            }
        }

        foreach (var client in clients)
        {
            var opened = (await SessionAsync(client.Annotator)).OfType<PageOpened>().ToArray();
            Assert.Equal(opened.Length, opened.Select(o => o.Page).Distinct().Count());
            Assert.All(opened, o => Assert.Contains(dealt, d => d.Page == o.Page && d.Tiles.SequenceEqual(o.Tiles)));
        }
    }

    /// <summary>A round's examples are what the journals up to its manifest's positions give, and nothing else.</summary>
    public async Task ExamplesFollowFromTheCutAsync(RoundState round)
    {
        var fold = new LabelFold();
        foreach (var (annotator, position) in round.Manifest!.Positions)
        {
            fold.Add(annotator, await SessionAsync(annotator.Value, position));
        }

        var blobs = host.Services.GetRequiredService<IBlobStore>();
        var file = await blobs.ReadAsync(round.Examples!);
        var expected = TrainingLabels.For(FoldedLabels.Of(fold, "lens", round.Manifest.Policy), [], "lens", round.Manifest.Policy);
        var examples = JsonSerializer.Deserialize(file!.Value.Body.Span, RoundJson.Default.IReadOnlyListExample)!;
        Assert.Equal(expected, examples.Select(e => e with { Weight = null, Hard = false, Age = 0, Group = null, Fold = null }));
        Assert.All(examples, e => Assert.NotNull(e.Fold));
        Assert.Equal(round.ManifestHash, round.Manifest.Hash());
        Assert.Equal(fold.Verdicts().Count(), round.Counted!.Labelled);
    }

    private static OperationId OperationOf(LabelEvent e) => e switch
    {
        PageSubmitted s => s.Operation,
        LabelsGiven g => g.Operation,
        SubmissionsSwitched s => s.Operation,
        _ => throw new InvalidOperationException($"No operation is known for {e.GetType().Name}."),
    };

    private static void Hold(Dictionary<int, PageId> held, PageId page, IEnumerable<Tile> tiles)
    {
        foreach (var tile in tiles)
        {
            held[tile.Source.Value] = page;
        }
    }

    private static void Release(Dictionary<int, PageId> held, PageId page)
    {
        foreach (var source in held.Where(h => h.Value == page).Select(h => h.Key).ToArray())
        {
            held.Remove(source);
        }
    }

    private async Task<IReadOnlyList<TEvent>> ReadAsync<TEvent>(string journal, JournalCodec<TEvent> codec, long upTo)
        where TEvent : class
    {
        var events = new List<TEvent>();
        await foreach (var stored in host.Services.GetRequiredService<IJournal>().ReadAsync(journal, 0, upTo))
        {
            Assert.Equal(events.Count + 1, stored.Position);
            events.Add(codec.Decode(stored.Record));
        }

        return events;
    }
}
