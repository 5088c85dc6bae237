using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Labels;

/// <summary>Something an annotator said about a source, at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Annotator">Who.</param>
/// <param name="Event">label, relabel, skip, undo, adjudication, import or verdict.</param>
/// <param name="Kind">Votes, adjudications and verdicts count apart.</param>
/// <param name="Value">What holds after it.</param>
/// <param name="Position">Where it stands in the annotator's journal.</param>
internal sealed record Saying(DateTimeOffset At, AnnotatorId Annotator, string Event, LabelKind Kind, Judgement Value, long Position);

/// <summary>Sources of a campaign by what the journals say of them.</summary>
/// <param name="Labelled">Sources per agreed class.</param>
/// <param name="Unsure">Sources whose label is doubted, or whose only word is a doubt.</param>
/// <param name="Skipped">Sources passed over and not labelled.</param>
internal sealed record BookCounts(IReadOnlyDictionary<string, int> Labelled, int Unsure, int Skipped);

/// <summary>
/// A campaign's labels as its session journals have them, source by source. A reader of the journals, never their truth; what
/// a source's sayings amount to is decided by <see cref="LabelFold"/> alone.
/// </summary>
internal sealed class LabelBook
{
    private static readonly OperationId NoOperation = new("");
    private readonly Dictionary<int, Entry> _sources = [];
    private readonly Dictionary<AnnotatorId, long> _positions = [];

    /// <summary>Labels ever submitted: every value of every submission that is a label or a doubt.</summary>
    public int Submitted { get; private set; }

    /// <summary>Position up to which an annotator's journal was read.</summary>
    public long PositionOf(AnnotatorId annotator) => _positions.GetValueOrDefault(annotator);

    /// <summary>Sources of which something was ever said, behind <paramref name="after"/>, in order of ordinal.</summary>
    public IEnumerable<Ordinal> SourcesAfter(int? after) => _sources.Keys.Where(k => after is null || k > after).Order().Select(k => new Ordinal(k));

    /// <summary>Everything said of a source, in order of time.</summary>
    public IEnumerable<Saying> History(Ordinal source)
        => _sources.TryGetValue(source.Value, out var entry) ? entry.Sayings.OrderBy(s => s.At) : [];

    /// <summary>What a source's sayings amount to, or null where no label is left.</summary>
    public SourceVerdict? Verdict(Ordinal source) => _sources.GetValueOrDefault(source.Value)?.Verdict;

    /// <summary>The verdict that holds on a source, or null.</summary>
    public CandidateVerdict? Review(Ordinal source) => _sources.GetValueOrDefault(source.Value)?.Review;

    /// <summary>The current value of every annotator who says anything about a source.</summary>
    public IEnumerable<Saying> Current(Ordinal source)
        => _sources.TryGetValue(source.Value, out var entry) ? entry.Current() : [];

    /// <summary>True where somebody could not decide, or doubts the label that holds.</summary>
    public bool IsUnsure(Ordinal source) => _sources.GetValueOrDefault(source.Value)?.IsUnsure ?? false;

    /// <summary>True where somebody passed the source over and nobody labelled it.</summary>
    public bool IsSkipped(Ordinal source) => _sources.GetValueOrDefault(source.Value)?.IsSkipped ?? false;

    /// <summary>Sources by what is said of them; those of <paramref name="except"/> are not counted.</summary>
    public BookCounts Count(IReadOnlyList<string> classes, Func<Ordinal, bool> except)
    {
        var labelled = classes.ToDictionary(c => c, _ => 0);
        var (unsure, skipped) = (0, 0);
        foreach (var (key, entry) in _sources)
        {
            if (except(new Ordinal(key)))
            {
                continue;
            }

            if (entry.Verdict?.Label is { } label)
            {
                labelled[label] = labelled.GetValueOrDefault(label) + 1;
            }

            unsure += entry.IsUnsure ? 1 : 0;
            skipped += entry.IsSkipped ? 1 : 0;
        }

        return new BookCounts(labelled, unsure, skipped);
    }

    /// <summary>Sources of which somebody has spoken behind the given positions of the journals.</summary>
    public int ChangedSince(IReadOnlyDictionary<AnnotatorId, long> positions)
        => _sources.Values.Count(e => e.Sayings.Any(s => s.Position > positions.GetValueOrDefault(s.Annotator)));

    /// <summary>Adds the next event of an annotator's journal.</summary>
    public void Add(AnnotatorId annotator, long position, SessionEvent e)
    {
        _positions[annotator] = position;
        if (e is not LabelEvent labels)
        {
            return;
        }

        var isUndo = e is SubmissionsSwitched { Back: true };
        foreach (var value in labels.Values)
        {
            Submitted += e is not SubmissionsSwitched && (value.Label is not null || value.Unsure) ? 1 : 0;
            if (!_sources.TryGetValue(value.Source.Value, out var entry))
            {
                _sources[value.Source.Value] = entry = new Entry();
            }

            entry.Add(new Saying(e.At, annotator, entry.NameOf(labels.Kind, annotator, value, isUndo), labels.Kind, value, position));
        }
    }

    private sealed class Entry
    {
        public List<Saying> Sayings { get; } = new(1);

        public SourceVerdict? Verdict { get; private set; }

        public CandidateVerdict? Review { get; private set; }

        public bool IsUnsure { get; private set; }

        public bool IsSkipped { get; private set; }

        public void Add(Saying saying)
        {
            Sayings.Add(saying);
            var fold = new LabelFold();
            foreach (var said in Sayings)
            {
                fold.Add(said.Annotator, new LabelsGiven(NoOperation, "", said.Kind, [said.Value], said.At));
            }

            Verdict = fold.Verdicts().FirstOrDefault();
            Review = fold.Reviews().FirstOrDefault();
            var current = Current().Select(s => s.Value).ToArray();
            IsUnsure = Verdict?.Unsure ?? current.Any(v => v is { Unsure: true, Label: null });
            IsSkipped = Verdict is null && !IsUnsure && current.Any(v => v.Skip);
        }

        public IEnumerable<Saying> Current()
            => Sayings.GroupBy(s => (s.Annotator, s.Kind == LabelKind.Adjudication, s.Kind == LabelKind.Verdict)).Select(g => g.Last()).Where(s => !s.Value.IsEmpty);

        public string NameOf(LabelKind kind, AnnotatorId annotator, Judgement value, bool isUndo)
            => isUndo ? "undo"
                : kind == LabelKind.Adjudication ? "adjudication"
                : kind == LabelKind.Import ? "import"
                : kind == LabelKind.Verdict ? "verdict"
                : value.Skip ? "skip"
                : Sayings.Any(s => s.Annotator == annotator && s.Value.Label is not null) ? "relabel" : "label";
    }
}
