using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Quality;

namespace LensGrains.Core.Rounds;

/// <summary>What the journals together say of one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Label">The class agreed on; null where votes tie or there are none.</param>
/// <param name="Votes">Annotators with a label on it.</param>
/// <param name="Agreeing">Those of them whose label is <paramref name="Label"/>.</param>
/// <param name="Unsure">True where most of those who agree doubt it.</param>
/// <param name="Adjudicated">True where an adjudication decided.</param>
/// <param name="Origin">Where the label comes from: of those who gave it the first in the order of <see cref="LabelOrigin"/>, a person before all.</param>
/// <param name="DataSet">The data set it belongs to, where nobody else gave it; null for none.</param>
[GenerateSerializer, Immutable, Alias("source-verdict")]
public sealed record SourceVerdict(
    Ordinal Source,
    string? Label,
    int Votes,
    int Agreeing,
    bool Unsure,
    bool Adjudicated,
    LabelOrigin Origin = LabelOrigin.Human,
    string? DataSet = null);

/// <summary>
/// The fold of all journals: what votes and adjudications make of each source, and the verdicts that hold. Per annotator the last value
/// wins; an adjudication outranks votes (the newest one, by time, then by annotator); among votes the majority decides and a tie decides
/// nothing. The result does not depend on the order in which journals are added.
/// </summary>
public sealed class LabelFold
{
    private readonly SortedDictionary<int, Entry> _sources = [];

    /// <summary>Adds one annotator's events, in journal order.</summary>
    public void Add(AnnotatorId annotator, IEnumerable<SessionEvent> events)
    {
        foreach (var e in events)
        {
            Add(annotator, e);
        }
    }

    /// <summary>Adds the next event of an annotator's journal.</summary>
    public void Add(AnnotatorId annotator, SessionEvent e)
    {
        if (e is not LabelEvent labels)
        {
            return;
        }

        foreach (var value in labels.Values)
        {
            if (!_sources.TryGetValue(value.Source.Value, out var entry))
            {
                _sources[value.Source.Value] = entry = new Entry();
            }

            entry.Take(annotator, new Said(value, OriginOf(value, labels.Kind), e.At), labels.Kind);
        }
    }

    /// <summary>What votes and adjudications come to, in order of ordinal; sources on which nothing is said any more are left out.</summary>
    public IEnumerable<SourceVerdict> Verdicts()
        => _sources.Select(pair => pair.Value.Verdict(new Ordinal(pair.Key))).OfType<SourceVerdict>();

    /// <summary>Every source that somebody ever gave, doubted, skipped or judged anything of, taken back or not, in order of ordinal.</summary>
    public IEnumerable<Ordinal> Mentioned() => _sources.Keys.Select(key => new Ordinal(key));

    /// <summary>
    /// The verdicts that hold, in order of ordinal: the newest of all annotators', by time, then by annotator. Verdicts that were taken back
    /// are left out.
    /// </summary>
    public IEnumerable<CandidateVerdict> Reviews()
        => _sources.Select(pair => pair.Value.Review(new Ordinal(pair.Key))).OfType<CandidateVerdict>();

    /// <summary>
    /// Probability of the class <paramref name="positive"/> for every source on which several annotators voted and nobody adjudicated, by
    /// <see cref="OneCoinModel"/>.
    /// </summary>
    public IReadOnlyDictionary<Ordinal, double> Posteriors(string positive)
    {
        var votes = _sources.SelectMany(pair => pair.Value.Ballots(new Ordinal(pair.Key), positive)).ToArray();
        return OneCoinModel.Fit(votes).Posterior;
    }

    private static LabelOrigin OriginOf(Judgement value, LabelKind kind)
        => value.Origin ?? (kind == LabelKind.Import ? LabelOrigin.Import : LabelOrigin.Human);

    private readonly record struct Said(Judgement Value, LabelOrigin Origin, DateTimeOffset At);

    private sealed class Entry
    {
        private readonly SortedDictionary<string, Said> _votes = new(StringComparer.Ordinal);
        private SortedDictionary<string, Said>? _adjudications;
        private SortedDictionary<string, Said>? _reviews;

        public void Take(AnnotatorId annotator, Said said, LabelKind kind)
        {
            var shelf = kind switch
            {
                LabelKind.Adjudication => _adjudications ??= new(StringComparer.Ordinal),
                LabelKind.Verdict => _reviews ??= new(StringComparer.Ordinal),
                _ => _votes,
            };
            shelf[annotator.Value] = said;
        }

        public SourceVerdict? Verdict(Ordinal source)
        {
            var labels = Labels();
            if (Newest(_adjudications, v => v.Label is not null) is { Value: var decided })
            {
                var ruling = decided.Value;
                var count = labels.Count(v => v.Value.Label == ruling.Label);
                return new SourceVerdict(
                    source, ruling.Label, labels.Length, count, ruling.Unsure, Adjudicated: true, decided.Origin, ruling.DataSet);
            }

            if (labels.Length == 0)
            {
                return null;
            }

            var counts = labels.GroupBy(v => v.Value.Label!).Select(g => (Label: g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ToArray();
            var tie = counts.Length > 1 && counts[0].Count == counts[1].Count;
            var label = tie ? null : counts[0].Label;
            var agreeing = tie ? [] : labels.Where(v => v.Value.Label == label).ToArray();
            var first = agreeing.OrderBy(v => v.Origin).ThenBy(v => v.Value.DataSet, StringComparer.Ordinal).FirstOrDefault();
            return new SourceVerdict(
                source, label, labels.Length, agreeing.Length, agreeing.Count(v => v.Value.Unsure) * 2 > agreeing.Length, Adjudicated: false,
                first.Origin, first.Value?.DataSet);
        }

        public CandidateVerdict? Review(Ordinal source)
            => Newest(_reviews, v => v.Verdict is not null) is { Key: var by, Value: var said }
                ? new CandidateVerdict(source, said.Value.Verdict!.Value, new AnnotatorId(by), said.At)
                : null;

        public IEnumerable<Ballot> Ballots(Ordinal source, string positive)
        {
            var votes = _votes.Where(v => v.Value.Value.Label is not null).ToArray();
            return votes.Length < 2 || Newest(_adjudications, v => v.Label is not null) is not null
                ? []
                : votes.Select(v => new Ballot(source, v.Key, v.Value.Value.Label == positive, v.Value.Value.Unsure));
        }

        private Said[] Labels() => [.. _votes.Values.Where(v => v.Value.Label is not null)];

        private static KeyValuePair<string, Said>? Newest(SortedDictionary<string, Said>? shelf, Func<Judgement, bool> counts)
            => shelf?.Where(a => counts(a.Value.Value))
                .OrderByDescending(a => a.Value.At).ThenBy(a => a.Key, StringComparer.Ordinal)
                .Select(a => (KeyValuePair<string, Said>?)a).FirstOrDefault();
    }
}
