using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;

namespace LensGrains.Tests.Core.Dealing;

public class DealerLedgerTests
{
    private const int Sources = 12;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AnnotatorId[] Annotators = [new("ana"), new("bob"), new("cem")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_WhenReplayedFromTheJournal_EqualsLive(int overlap) => Property.OverSequences(numbers =>
    {
        var script = new Script(overlap);
        script.Run(numbers);

        var replayed = new DealerLedger();
        foreach (var e in script.Events)
        {
            replayed.Apply(DealerJournal.Codec.Decode(DealerJournal.Codec.Encode(e)));
        }

        Assert.Equal(script.Picture(script.Ledger), script.Picture(replayed));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Load_OfASnapshotAndTheRestOfTheJournal_EqualsLive(int overlap) => Property.OverSequences(numbers =>
    {
        var script = new Script(overlap);
        script.Run(numbers);
        var cut = numbers.Length == 0 ? 0 : (numbers[0] & int.MaxValue) % (script.Events.Count + 1);
        var before = new DealerLedger();
        script.Events.Take(cut).ToList().ForEach(before.Apply);

        var loaded = new DealerLedger();
        loaded.Load(DealerSnapshot.Codec.Decode(DealerSnapshot.Codec.Encode(cut, before.Snapshot()))!);
        script.Events.Skip(cut).ToList().ForEach(loaded.Apply);

        Assert.Equal(script.Picture(script.Ledger), script.Picture(loaded));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void StandingOf_AfterAnything_EqualsBruteForce(int overlap) => Property.OverSequences(numbers => new Script(overlap).Run(numbers));

    [Fact]
    public void Expired_WhenTheTimeIsOver_NamesTheLeaseAndFreesNothing()
    {
        var ledger = new DealerLedger();
        ledger.Apply(Dealt("ana.1", Annotators[0], Noon, 1, 2));
        ledger.Apply(Dealt("bob.1", Annotators[1], Noon.AddMinutes(1), 3));

        Assert.Empty(ledger.Expired(Noon));
        Assert.Equal(["ana.1"], ledger.Expired(Noon.AddSeconds(1)).Select(l => l.Page.Value));
        Assert.Equal(["ana.1", "bob.1"], ledger.Expired(Noon.AddHours(1)).Select(l => l.Page.Value));
        Assert.False(ledger.MayDeal(new Ordinal(1), Annotators[1], overlap: 1));
    }

    [Fact]
    public void Reclaim_WhenTheLeaseWasProlongedMeanwhile_DoesNothing()
    {
        var ledger = new DealerLedger();
        ledger.Apply(Dealt("ana.1", Annotators[0], Noon, 1, 2));
        var over = new PageSettlement(new PageId("ana.1"), null, [], [], AsOf: 1);
        ledger.Apply(ledger.Prolong(over.Page, Noon.AddMinutes(10)).Event!);

        Assert.Null(ledger.Reclaim(over, expiredAt: Noon));
        Assert.IsType<PageSettled>(ledger.Reclaim(over, expiredAt: Noon.AddMinutes(10)));
    }

    [Fact]
    public void Settle_WhenThePageWasOpenedAgainSince_DoesNothing()
    {
        var ledger = new DealerLedger();
        ledger.Apply(Dealt("ana.1", Annotators[0], Noon, 1, 2));
        var submitted = new PageSettlement(new PageId("ana.1"), null, [new Ordinal(1)], [], AsOf: 2);
        var again = new Lease(submitted.Page, Annotators[0], 0, Tiles(1, 2), Noon.AddMinutes(10), Since: 3);
        ledger.Apply(ledger.Reopen(again, overlap: 1).Event!);

        Assert.Null(ledger.Settle(submitted));
        Assert.IsType<PageSettled>(ledger.Settle(submitted with { AsOf = 4 }));
    }

    [Fact]
    public void Reopen_WhenOthersHaveGotSomeOfThePage_LeasesTheRest()
    {
        var ledger = new DealerLedger();
        ledger.Apply(Dealt("ana.1", Annotators[0], Noon, 1, 2, 3));
        ledger.Apply(ledger.Settle(new PageSettlement(new PageId("ana.1"), null, [new Ordinal(1)], [], 2))!);
        ledger.Apply(Dealt("bob.1", Annotators[1], Noon, 2));

        var (lease, _) = ledger.Reopen(new Lease(new PageId("ana.1"), Annotators[0], 0, Tiles(1, 2, 3), Noon.AddMinutes(1), 3), overlap: 1);

        Assert.Equal([1, 3], lease.Tiles.Select(t => t.Source.Value));
    }

    [Fact]
    public void Deal_WhenThePageIsOutAlready_IsTheSameLease()
    {
        var ledger = new DealerLedger();
        var dealt = Dealt("ana.1", Annotators[0], Noon, 1);
        ledger.Apply(ledger.Deal(dealt).Event!);

        var (lease, e) = ledger.Deal(dealt with { Tiles = Tiles(5) });

        Assert.Null(e);
        Assert.Equal(1, lease.Tiles.Single().Source.Value);
    }

    private static PageDealt Dealt(string page, AnnotatorId annotator, DateTimeOffset until, params int[] sources)
        => new(new PageId(page), annotator, 0, Tiles(sources), until);

    private static Tile[] Tiles(params IEnumerable<int> sources) => [.. sources.Select(s => new Tile(new Ordinal(s), TileReason.High, 1))];

    /// <summary>A dealer driven by numbers, beside plain sets of who holds, labelled and passed over what.</summary>
    private sealed class Script(int overlap)
    {
        private readonly List<(PageId Page, AnnotatorId By, int[] Sources)> _pages = [];
        private readonly Dictionary<PageId, int[]> _out = [];
        private readonly HashSet<(AnnotatorId By, int Source)> _labelled = [];
        private readonly HashSet<(AnnotatorId By, int Source)> _passed = [];
        private DateTimeOffset _now = Noon;
        private int _position;

        public DealerLedger Ledger { get; } = new();

        public List<DealerEvent> Events { get; } = [];

        public void Run(int[] numbers)
        {
            for (var place = 0; place < numbers.Length; place++)
            {
                Step(Property.For(numbers[place], place));
                Compare();
            }
        }

        public string Picture(DealerLedger ledger)
        {
            var standings = from source in Enumerable.Range(0, Sources)
                            from annotator in Annotators
                            select $"{source} {annotator} {ledger.StandingOf(new Ordinal(source), annotator, overlap)}";
            var leases = _pages.Select(p => ledger.Lease(p.Page)).Select(l => l is null ? "-" : $"{l.Page} {l.ExpiresAt:O} {l.Since} {string.Join(',', l.Tiles)}");
            return string.Join('\n', [$"{ledger.Position} {ledger.OpenLeases} {ledger.LeasedSources}", .. standings, .. leases]);
        }

        private void Step(Random random)
        {
            _now += TimeSpan.FromSeconds(1 + random.Next(120));
            switch (random.Next(7))
            {
                case 0 or 1:
                    Deal(random);
                    break;
                case 2 or 3:
                    Settle(random);
                    break;
                case 4:
                    Reopen(random);
                    break;
                case 5:
                    Prolong(random);
                    break;
                default:
                    Free(random);
                    break;
            }
        }

        private void Deal(Random random)
        {
            var by = random.Pick(Annotators);
            var free = Enumerable.Range(0, Sources).Where(s => Ledger.MayDeal(new Ordinal(s), by, overlap)).OrderBy(_ => random.Next()).Take(3).ToArray();
            if (free.Length > 0)
            {
                var page = PageId.Of(by, _pages.Count + 1);
                Happen(Ledger.Deal(new PageDealt(page, by, 0, Tiles(free), _now.AddMinutes(1))).Event);
                _pages.Add((page, by, free));
                _out.Add(page, free);
            }
        }

        private void Settle(Random random)
        {
            if (_pages.Count == 0)
            {
                return;
            }

            var (page, by, _) = random.Pick(_pages);
            var held = _out.GetValueOrDefault(page) ?? [];
            var labelled = held.Where(_ => random.Next(2) == 0).ToArray();
            var skipped = held.Except(labelled).Where(_ => random.Next(2) == 0).ToArray();
            var settlement = new PageSettlement(page, null, Ordinals(labelled), Ordinals(skipped), ++_position);
            var e = random.Next(2) == 0 ? Ledger.Settle(settlement) : Ledger.Reclaim(settlement, Ledger.Lease(page)?.ExpiresAt ?? _now);
            Assert.Equal(_out.Remove(page), e is not null);
            Happen(e);
            _labelled.UnionWith(labelled.Select(s => (by, s)));
            _passed.UnionWith(skipped.Select(s => (by, s)));
        }

        private void Reopen(Random random)
        {
            if (_pages.Count == 0)
            {
                return;
            }

            var (page, by, sources) = random.Pick(_pages);
            var expected = sources.Where(s => (_out.GetValueOrDefault(page) ?? []).Contains(s) || Room(s, by)).ToArray();
            var fresh = Enumerable.Range(0, Sources).Where(s => !expected.Contains(s) && Ledger.MayDeal(new Ordinal(s), by, overlap)).Take(random.Next(3)).ToArray();
            var (lease, e) = Ledger.Reopen(new Lease(page, by, 0, Tiles(sources), _now.AddMinutes(2), ++_position), overlap, Tiles(fresh));
            expected = [.. expected, .. fresh];
            Assert.Equal(expected, lease.Tiles.Select(t => t.Source.Value));
            Happen(e);
            _out[page] = expected;
            _labelled.ExceptWith(expected.Select(s => (by, s)));
            _passed.ExceptWith(expected.Select(s => (by, s)));
        }

        private void Prolong(Random random)
        {
            var page = _pages.Count == 0 ? new PageId("nobody.1") : random.Pick(_pages).Page;
            var (held, e) = Ledger.Prolong(page, _now.AddMinutes(1));
            Assert.Equal(_out.ContainsKey(page), held);
            Happen(e);
        }

        private void Free(Random random)
        {
            var by = random.Pick(Annotators);
            var mine = _labelled.Where(l => l.By == by).Select(l => l.Source).Order().Take(2).ToArray();
            Happen(Ledger.FreeSources(by, Ordinals(mine)));
            _labelled.ExceptWith(mine.Select(s => (by, s)));
            _passed.ExceptWith(mine.Select(s => (by, s)));
        }

        private bool Room(int source, AnnotatorId by)
            => _out.Values.Count(held => held.Contains(source)) + _labelled.Count(l => l.Source == source && l.By != by) < overlap
               && !_out.Any(o => o.Key.Owner == by && o.Value.Contains(source));

        /// <summary>No source is out or used up more often than the overlap allows, and standings follow from the sets alone.</summary>
        private void Compare()
        {
            for (var source = 0; source < Sources; source++)
            {
                var holders = _out.Where(o => o.Value.Contains(source)).Select(o => o.Key.Owner!.Value).ToArray();
                var labellers = _labelled.Where(l => l.Source == source).Select(l => l.By).ToArray();
                Assert.True(holders.Length + labellers.Length <= overlap, $"{source} is out or used up {holders.Length} + {labellers.Length} times");
                foreach (var by in Annotators)
                {
                    var free = holders.Length + labellers.Length < overlap && !labellers.Contains(by) && !holders.Contains(by)
                               && !_passed.Contains((by, source));
                    Assert.Equal(free, Ledger.MayDeal(new Ordinal(source), by, overlap));
                    Assert.Equal(
                        free ? Standing.Free : labellers.Length >= overlap ? Standing.Spent : Standing.Held,
                        Ledger.StandingOf(new Ordinal(source), by, overlap));
                }
            }

            Assert.Equal(_out.Count, Ledger.OpenLeases);
            Assert.Equal(_out.Values.SelectMany(s => s).Distinct().Count(), Ledger.LeasedSources);
        }

        private void Happen(DealerEvent? e)
        {
            if (e is not null)
            {
                Ledger.Apply(e);
                Events.Add(e);
            }
        }

        private static Ordinal[] Ordinals(IEnumerable<int> sources) => [.. sources.Select(s => new Ordinal(s))];
    }
}
