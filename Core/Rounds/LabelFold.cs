using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Rounds;

/// <summary>What the journals together say of one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Label">The class agreed on; null where votes tie or there are none.</param>
/// <param name="Votes">Annotators with a label on it.</param>
/// <param name="Agreeing">Those of them whose label is <paramref name="Label"/>.</param>
/// <param name="Unsure">True where most of those who agree doubt it.</param>
/// <param name="Adjudicated">True where an adjudication decided.</param>
[GenerateSerializer, Immutable, Alias("source-verdict")]
public sealed record SourceVerdict(Ordinal Source, string? Label, int Votes, int Agreeing, bool Unsure, bool Adjudicated);

/// <summary>
/// The fold of all journals into one verdict per source. Per annotator the last value wins; an adjudication outranks votes
/// (the newest one, by time, then by annotator); among votes the majority decides and a tie decides nothing. The result does not depend on the
/// order in which journals are added.
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

            (labels.Kind == LabelKind.Adjudication ? entry.Adjudications : entry.Votes)[annotator.Value] = new Said(value, e.At);
        }
    }

    /// <summary>Verdicts in order of ordinal; sources on which nothing is said any more are left out.</summary>
    public IEnumerable<SourceVerdict> Verdicts()
        => _sources.Select(pair => pair.Value.Verdict(new Ordinal(pair.Key))).OfType<SourceVerdict>();

    private readonly record struct Said(Judgement Value, DateTimeOffset At);

    private sealed class Entry
    {
        public SortedDictionary<string, Said> Votes { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, Said> Adjudications { get; } = new(StringComparer.Ordinal);

        public SourceVerdict? Verdict(Ordinal source)
        {
            var labels = Votes.Values.Select(v => v.Value).Where(v => v.Label is not null).ToArray();
            var decided = Adjudications.Where(a => a.Value.Value.Label is not null)
                .OrderByDescending(a => a.Value.At).ThenBy(a => a.Key, StringComparer.Ordinal)
                .Select(a => a.Value.Value).FirstOrDefault();
            if (decided is not null)
            {
                return new SourceVerdict(
                    source, decided.Label, labels.Length, labels.Count(v => v.Label == decided.Label), decided.Unsure, Adjudicated: true);
            }

            if (labels.Length == 0)
            {
                return null;
            }

            var counts = labels.GroupBy(v => v.Label!).Select(g => (Label: g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ToArray();
            var tie = counts.Length > 1 && counts[0].Count == counts[1].Count;
            var label = tie ? null : counts[0].Label;
            var agreeing = tie ? [] : labels.Where(v => v.Label == label).ToArray();
            return new SourceVerdict(
                source, label, labels.Length, agreeing.Length, agreeing.Count(v => v.Unsure) * 2 > agreeing.Length, Adjudicated: false);
        }
    }
}
