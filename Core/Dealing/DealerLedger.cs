using LensGrains.Core.Ids;

namespace LensGrains.Core.Dealing;

/// <summary>A page that is out: who has which sources until when.</summary>
/// <param name="Page">The page.</param>
/// <param name="Annotator">Who has it.</param>
/// <param name="Round">The round it was dealt from.</param>
/// <param name="Tiles">What is on it.</param>
/// <param name="ExpiresAt">When the lease ends.</param>
/// <param name="Since">For a page opened again: settlements from before this position of the session's journal no longer hold.</param>
[GenerateSerializer, Immutable, Alias("lease")]
public sealed record Lease(
    PageId Page, AnnotatorId Annotator, int Round, IReadOnlyList<Tile> Tiles, DateTimeOffset ExpiresAt, long Since = 0);

/// <summary>
/// Every open lease of a campaign, and what has been used up. The only place that decides whether a source may be handed out,
/// so that no two annotators hold the same source at once (k of n: no more than the overlap allows).
/// </summary>
public sealed class DealerLedger
{
    private readonly Dictionary<PageId, Lease> _leases = [];
    private readonly Dictionary<int, int> _holders = [];
    private readonly Dictionary<int, Annotators> _labelled = [];
    private readonly Dictionary<AnnotatorId, HashSet<int>> _passedBy = [];
    private readonly Dictionary<AnnotatorId, int> _indexOf = [];

    /// <summary>Entries applied: the journal's position.</summary>
    public long Position { get; private set; }

    /// <summary>Sources in open leases.</summary>
    public int LeasedSources => _holders.Count;

    public int OpenLeases => _leases.Count;

    public Lease? Lease(PageId page) => _leases.GetValueOrDefault(page);

    /// <summary>Leases whose time is over; each is reclaimed only after its session has said what became of it.</summary>
    public IReadOnlyList<Lease> Expired(DateTimeOffset now) => [.. _leases.Values.Where(l => l.ExpiresAt < now).OrderBy(l => l.ExpiresAt)];

    /// <summary>True where <paramref name="source"/> may be handed to <paramref name="annotator"/> now.</summary>
    /// <param name="source">The source.</param>
    /// <param name="annotator">Who asks.</param>
    /// <param name="overlap">Number of annotators who shall label each source, 1 or more.</param>
    public bool MayDeal(Ordinal source, AnnotatorId annotator, int overlap)
    {
        var holders = _holders.GetValueOrDefault(source.Value);
        if (overlap == 1)
        {
            return holders == 0 && !_labelled.ContainsKey(source.Value) && !Passed(source, annotator);
        }

        var labelled = _labelled.GetValueOrDefault(source.Value);
        return holders + labelled.Count < overlap
               && !labelled.Has(_indexOf.GetValueOrDefault(annotator, -1))
               && !Passed(source, annotator)
               && (holders == 0 || !Holds(annotator, source));
    }

    /// <summary>Whether <paramref name="source"/> can go on a page of <paramref name="annotator"/>, now or later.</summary>
    public Standing StandingOf(Ordinal source, AnnotatorId annotator, int overlap)
        => MayDeal(source, annotator, overlap) ? Standing.Free
            : _labelled.GetValueOrDefault(source.Value).Count >= overlap ? Standing.Spent
            : Standing.Held;

    /// <summary>Decides about a page put together from sources that may be dealt. The same page id gets the same lease again.</summary>
    public (Lease Lease, DealerEvent? Event) Deal(PageDealt dealt)
        => _leases.TryGetValue(dealt.Page, out var open)
            ? (open, null)
            : (new Lease(dealt.Page, dealt.Annotator, dealt.Round, dealt.Tiles, dealt.ExpiresAt), dealt);

    public (bool Held, DealerEvent? Event) Prolong(PageId page, DateTimeOffset expiresAt)
        => !_leases.TryGetValue(page, out var lease) ? (false, null)
            : (true, lease.ExpiresAt < expiresAt ? new LeaseProlonged(page, expiresAt) : null);

    /// <summary>
    /// Decides about the end of a page, as its session tells it; nothing for a page that is not out, or that was opened again
    /// since, however late the word arrives.
    /// </summary>
    public DealerEvent? Settle(PageSettlement settlement)
        => _leases.TryGetValue(settlement.Page, out var lease) && settlement.AsOf >= lease.Since ? Settled(settlement) : null;

    /// <summary>
    /// Decides about a lease that was seen to end at <paramref name="expiredAt"/> and about which its session was then asked;
    /// nothing where the lease was prolonged or the page opened again meanwhile.
    /// </summary>
    public DealerEvent? Reclaim(PageSettlement settlement, DateTimeOffset expiredAt)
        => !_leases.TryGetValue(settlement.Page, out var lease) || lease.ExpiresAt != expiredAt ? null
            : settlement.OpenUntil is { } until ? Prolong(settlement.Page, until).Event
            : Settled(settlement);

    /// <summary>
    /// Decides about a page that its session is about to open again: with those of its sources that nobody else has got since.
    /// </summary>
    /// <param name="wanted">The page as its session has it.</param>
    /// <param name="overlap">Number of annotators who shall label each source, 1 or more.</param>
    /// <param name="fresh">Sources that may be dealt, in the place of those that are gone.</param>
    public (Lease Lease, DealerEvent? Event) Reopen(Lease wanted, int overlap, IReadOnlyList<Tile>? fresh = null)
    {
        var held = _leases.GetValueOrDefault(wanted.Page);
        if (held is not null && held.ExpiresAt >= wanted.ExpiresAt)
        {
            return (held, null);
        }

        var own = held?.Tiles.Select(t => t.Source).ToHashSet() ?? [];
        var kept = wanted.Tiles.Where(t => own.Contains(t.Source) || HasRoom(t.Source, wanted.Annotator, overlap));
        var lease = wanted with { Tiles = [.. kept, .. fresh ?? []] };
        return (lease, new PageReopened(lease.Page, lease.Annotator, lease.Round, lease.Tiles, lease.ExpiresAt, lease.Since));
    }

    /// <summary>Notes a label that came without a page. A cache: after a restart the pools, which read the journals, know it.</summary>
    public void Note(AnnotatorId annotator, IEnumerable<Ordinal> labelled) => MarkLabelled(annotator, labelled);

    /// <summary>Decides about labels that are about to be taken back; nothing where none of them is used up here.</summary>
    public DealerEvent? FreeSources(AnnotatorId annotator, IReadOnlyList<Ordinal> sources)
    {
        var known = sources.Where(s => _labelled.ContainsKey(s.Value)).ToArray();
        return known.Length == 0 ? null : new SourcesFreed(annotator, known);
    }

    /// <summary>Changes the state by what happened.</summary>
    public void Apply(DealerEvent e)
    {
        Position++;
        switch (e)
        {
            case PageDealt dealt:
                Take(new Lease(dealt.Page, dealt.Annotator, dealt.Round, dealt.Tiles, dealt.ExpiresAt));
                break;
            case LeaseProlonged prolonged:
                if (_leases.TryGetValue(prolonged.Page, out var lease))
                {
                    _leases[prolonged.Page] = lease with { ExpiresAt = prolonged.ExpiresAt };
                }

                break;
            case PageSettled settled:
                ApplySettled(settled);
                break;
            case PageReopened reopened:
                Free(reopened.Page);
                Unmark(reopened.Annotator, reopened.Tiles.Select(t => t.Source));
                Take(new Lease(reopened.Page, reopened.Annotator, reopened.Round, reopened.Tiles, reopened.ExpiresAt, reopened.Since));
                break;
            case SourcesFreed freed:
                Unmark(freed.Annotator, freed.Sources);
                break;
            default:
                throw new InvalidOperationException($"No rule for {e.GetType().Name}.");
        }
    }

    /// <summary>The ledger as it stands, in an order of its own.</summary>
    public DealerSnapshot Snapshot()
    {
        var annotators = _indexOf.Keys.Concat(_passedBy.Keys).Distinct().OrderBy(a => a.Value, StringComparer.Ordinal).ToArray();
        var labelled = annotators.Select(_ => new List<int>()).ToArray();
        var place = annotators.Select((a, i) => (a, i)).Where(p => _indexOf.ContainsKey(p.a)).ToDictionary(p => _indexOf[p.a], p => p.i);
        foreach (var (source, by) in _labelled.OrderBy(l => l.Key))
        {
            foreach (var index in by.Indices)
            {
                labelled[place[index]].Add(source);
            }
        }

        return new DealerSnapshot(
            Position,
            [.. _leases.Values.OrderBy(l => l.Page.Value, StringComparer.Ordinal)],
            annotators,
            [.. labelled.Select(l => l.ToArray())],
            [.. annotators.Select(a => _passedBy.GetValueOrDefault(a)?.Order().ToArray() ?? [])]);
    }

    /// <summary>Makes an empty ledger what <paramref name="snapshot"/> says.</summary>
    public void Load(DealerSnapshot snapshot)
    {
        Position = snapshot.Position;
        for (var i = 0; i < snapshot.Annotators.Count; i++)
        {
            MarkLabelled(snapshot.Annotators[i], snapshot.Labelled[i].Select(source => new Ordinal(source)));
            if (snapshot.Passed[i].Length > 0)
            {
                _passedBy[snapshot.Annotators[i]] = [.. snapshot.Passed[i]];
            }
        }

        foreach (var lease in snapshot.Leases)
        {
            Take(lease);
        }
    }

    private static PageSettled Settled(PageSettlement settlement) => new(settlement.Page, settlement.Labelled, settlement.Skipped);

    /// <summary>True where the overlap leaves room for <paramref name="annotator"/>, whose own label does not count.</summary>
    private bool HasRoom(Ordinal source, AnnotatorId annotator, int overlap)
    {
        var labelled = _labelled.GetValueOrDefault(source.Value);
        var others = labelled.Count - (labelled.Has(_indexOf.GetValueOrDefault(annotator, -1)) ? 1 : 0);
        var holders = _holders.GetValueOrDefault(source.Value);
        return holders + others < overlap && (holders == 0 || !Holds(annotator, source));
    }

    private void ApplySettled(PageSettled settled)
    {
        if (Free(settled.Page) is not { } lease)
        {
            return;
        }

        MarkLabelled(lease.Annotator, settled.Labelled);
        if (settled.Skipped.Count > 0)
        {
            if (!_passedBy.TryGetValue(lease.Annotator, out var passed))
            {
                _passedBy[lease.Annotator] = passed = [];
            }

            passed.UnionWith(settled.Skipped.Select(s => s.Value));
        }
    }

    private void Take(Lease lease)
    {
        _leases[lease.Page] = lease;
        foreach (var tile in lease.Tiles)
        {
            _holders[tile.Source.Value] = _holders.GetValueOrDefault(tile.Source.Value) + 1;
        }
    }

    private Lease? Free(PageId page)
    {
        if (!_leases.Remove(page, out var lease))
        {
            return null;
        }

        foreach (var tile in lease.Tiles)
        {
            var left = _holders[tile.Source.Value] - 1;
            if (left == 0)
            {
                _holders.Remove(tile.Source.Value);
            }
            else
            {
                _holders[tile.Source.Value] = left;
            }
        }

        return lease;
    }

    private void MarkLabelled(AnnotatorId annotator, IEnumerable<Ordinal> sources)
    {
        var index = IndexOf(annotator);
        foreach (var source in sources)
        {
            _labelled[source.Value] = _labelled.GetValueOrDefault(source.Value).With(index);
        }
    }

    private void Unmark(AnnotatorId annotator, IEnumerable<Ordinal> sources)
    {
        var index = IndexOf(annotator);
        foreach (var source in sources)
        {
            if (_passedBy.TryGetValue(annotator, out var passed))
            {
                passed.Remove(source.Value);
            }

            if (!_labelled.TryGetValue(source.Value, out var by))
            {
                continue;
            }

            var left = by.Without(index);
            if (left.Count == 0)
            {
                _labelled.Remove(source.Value);
            }
            else
            {
                _labelled[source.Value] = left;
            }
        }
    }

    private int IndexOf(AnnotatorId annotator)
    {
        if (!_indexOf.TryGetValue(annotator, out var index))
        {
            _indexOf[annotator] = index = _indexOf.Count;
        }

        return index;
    }

    private bool Passed(Ordinal source, AnnotatorId annotator)
        => _passedBy.Count > 0 && _passedBy.TryGetValue(annotator, out var passed) && passed.Contains(source.Value);

    private bool Holds(AnnotatorId annotator, Ordinal source)
        => _leases.Values.Any(l => l.Annotator == annotator && l.Tiles.Any(t => t.Source == source));

    /// <summary>The few annotators who labelled a source; one costs no heap memory.</summary>
    private readonly record struct Annotators(int FirstPlusOne, int[]? Others)
    {
        public int Count => (FirstPlusOne > 0 ? 1 : 0) + (Others?.Length ?? 0);

        public IEnumerable<int> Indices => (FirstPlusOne > 0 ? [FirstPlusOne - 1] : Array.Empty<int>()).Concat(Others ?? []);

        public bool Has(int index) => index >= 0 && (FirstPlusOne == index + 1 || (Others?.Contains(index) ?? false));

        public Annotators With(int index)
            => Has(index) ? this : FirstPlusOne == 0 ? this with { FirstPlusOne = index + 1 } : this with { Others = [.. Others ?? [], index] };

        public Annotators Without(int index)
            => FirstPlusOne == index + 1
                ? Others is { Length: > 0 } others ? new Annotators(others[0] + 1, others[1..]) : default
                : this with { Others = Others?.Where(o => o != index).ToArray() };
    }
}
