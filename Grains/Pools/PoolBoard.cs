using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Pools;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Pools;

namespace LensGrains.Grains.Pools;

/// <summary>A pool's columns and votes together: what a label, a catalogue row or a grade cut does to a source's status.</summary>
internal sealed class PoolBoard(int shard)
{
    private readonly Dictionary<string, int> _classIndex = [];
    private readonly HashSet<int> _doubted = [];
    private readonly HashSet<int> _passed = [];
    private ClassScheme _classes = null!;
    private int _overlap = 1;

    public PoolColumns Columns { get; } = new(shard);

    public PoolVotes Votes { get; } = new();

    public void Use(ClassScheme classes)
    {
        _classes = classes;
        for (var i = 0; i < classes.Names.Count; i++)
        {
            _classIndex[classes.Names[i]] = i;
        }
    }

    /// <summary>Takes over the catalogue's rows and what the campaign excludes.</summary>
    public void LoadRows(Catalog catalog, IReadOnlyList<KnownLens> known, CampaignPolicy policy)
    {
        var (overlapBefore, countBefore) = (_overlap, Columns.Count);
        _overlap = policy.Overlap;
        var first = shard * Ordinal.ShardSize;
        Columns.Grow(Math.Clamp(catalog.Count - first, 0, Ordinal.ShardSize));
        var limit = MagnitudeCut.LimitFor(policy, known, catalog);
        var magnitudes = limit is null ? [] : catalog.Column(policy.MagnitudeColumn!, shard);
        for (var row = 0; row < Columns.Count; row++)
        {
            var source = new Ordinal(first + row);
            var tooFaint = limit is { } faintest && magnitudes[row] > faintest;
            Columns.SetStatus(source, catalog.IsTombstoned(source) ? RowStatus.Tombstoned : tooFaint ? RowStatus.Excluded : RowStatus.Available);
        }

        foreach (var lens in known.Where(k => k.Ordinal.Shard == shard && k.Ordinal.Row < Columns.Count))
        {
            Columns.SetStatus(lens.Ordinal, lens.IsKept ? RowStatus.KnownLens : RowStatus.Excluded);
        }

        foreach (var source in Votes.Sources.Where(s => _overlap != overlapBefore || s.Row >= countBefore))
        {
            Settle(source);
        }
    }

    /// <summary>Takes votes that were written down.</summary>
    public void Take(IEnumerable<VoteEffect> effects)
    {
        foreach (var effect in effects)
        {
            Votes.Apply(effect);
            Settle(effect.Source);
        }
    }

    /// <summary>Takes the values of one event of an annotator's journal.</summary>
    public void Take(AnnotatorId annotator, long position, DateTimeOffset at, LabelKind kind, IReadOnlyList<Judgement> values)
    {
        foreach (var value in values.Where(v => kind != LabelKind.Verdict && v.Source.Shard == shard)) // a verdict is no vote
        {
            int? index = value.Label is { } label ? _classIndex[label] : null;
            var vote = new Vote(index, value.Unsure, value.Skip, kind == LabelKind.Adjudication);
            Votes.Apply(new VoteEffect(annotator, position, value.Source, vote, at));
            Settle(value.Source);
        }
    }

    public PoolReport Report(long version) => new(
        shard,
        version,
        Columns.Count - Columns.CountOf(RowStatus.Tombstoned),
        Columns.CountOf(RowStatus.Available),
        _classes.Names.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => Votes.CountOf(c.i)),
        Votes.Conflicts,
        _doubted.Count,
        _passed.Count,
        Columns.CountOf(RowStatus.KnownLens));

    public IReadOnlyList<PoolRow> Rows(RowsRequest request, ClassScheme classes)
    {
        var rows = new List<PoolRow>();
        var first = shard * Ordinal.ShardSize;
        var start = request.After is { } after ? Math.Max(0, after.Value + 1 - first) : 0;
        for (var row = start; row < Columns.Count && rows.Count < request.Limit; row++)
        {
            var found = RowOf(new Ordinal(first + row), classes);
            if ((request.Status is null || found.Status == request.Status) && (request.Label is null || found.Label == request.Label))
            {
                rows.Add(found);
            }
        }

        return rows;
    }

    public IReadOnlyList<SourceVote> VotesOn(Ordinal source, ClassScheme classes) =>
    [
        .. Votes.VotesOn(source).Select(e => new SourceVote(
            e.Annotator,
            e.Vote.Adjudication ? LabelKind.Adjudication : LabelKind.Label,
            new Judgement(source, e.Vote.Class is { } c ? classes.Names[c] : null, e.Vote.Unsure, e.Vote.Skip))),
    ];

    private PoolRow RowOf(Ordinal source, ClassScheme classes)
    {
        var consensus = Votes.ConsensusOf(source);
        var (score, uncertainty) = (Columns.Scores[source.Row], Columns.Uncertainties[source.Row]);
        return new PoolRow(
            source,
            Columns.StatusOf(source),
            consensus.Class is { } c ? classes.Names[c] : null,
            consensus.Votes,
            consensus.State == ConsensusState.Conflict,
            consensus.Unsure,
            float.IsNaN(score) ? null : score,
            float.IsNaN(uncertainty) ? null : uncertainty);
    }

    /// <summary>What the votes make of a source; one that the catalogue read last does not have yet waits for the next reading.</summary>
    private void Settle(Ordinal source)
    {
        if (source.Row >= Columns.Count)
        {
            return;
        }

        var consensus = Votes.ConsensusOf(source);
        Columns.SetLabelled(source, consensus.Adjudicated || consensus.Votes >= _overlap);
        var said = Votes.VotesOn(source).Select(e => e.Vote).ToArray();
        Mark(_doubted, source.Row, said.Any(v => v.Unsure));
        Mark(_passed, source.Row, consensus.Votes == 0 && said.Any(v => v.Skip));
    }

    private static void Mark(HashSet<int> set, int row, bool holds)
    {
        if (holds)
        {
            set.Add(row);
        }
        else
        {
            set.Remove(row);
        }
    }
}
