using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Rounds;

public class LabelFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string?[] Labels = ["lens", "non-lens", "star", null];
    private static readonly LabelOrigin?[] Origins = [null, LabelOrigin.Machine, LabelOrigin.Catalogue];
    private static readonly Verdict?[] Verdicts = [Verdict.Confirmed, Verdict.Interesting, Verdict.FalsePositive, Verdict.Normal, null];

    [Fact]
    public void Verdicts_InWhateverOrderJournalsAreAdded_AreTheSameAndEqualBruteForce() => Property.OverSequences(numbers =>
    {
        var journals = Journals(numbers);
        var expected = BruteForce(journals).ToArray();

        var folded = new LabelFold();
        foreach (var (annotator, events) in journals)
        {
            folded.Add(annotator, events);
        }

        Assert.Equal(expected, folded.Verdicts());
        Assert.Equal(expected, Interleaved(journals, seed: numbers.Length).Verdicts());
        Assert.Equal(BruteForceReviews(journals), folded.Reviews());
        Assert.Equal(BruteForceReviews(journals), Interleaved(journals, seed: numbers.Length).Reviews());
    });

    [Fact]
    public void Verdicts_WhenTwoDisagree_ThereIsOneEntryWithoutALabelAndBothVotesCount()
    {
        var fold = new LabelFold();
        fold.Add(new AnnotatorId("ana"), [Given(LabelKind.Label, Noon, new Judgement(new Ordinal(1), "lens"))]);
        fold.Add(new AnnotatorId("bob"), [Given(LabelKind.Label, Noon, new Judgement(new Ordinal(1), "non-lens"))]);

        Assert.Equal([new SourceVerdict(new Ordinal(1), null, 2, 0, false, false)], fold.Verdicts());
    }

    private static SortedDictionary<AnnotatorId, List<SessionEvent>> Journals(int[] numbers)
    {
        var journals = new SortedDictionary<AnnotatorId, List<SessionEvent>>(Comparer<AnnotatorId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)));
        for (var place = 0; place < numbers.Length; place++)
        {
            var random = Property.For(numbers[place], place);
            var annotator = new AnnotatorId($"a{random.Next(5)}");
            var kind = random.Pick([LabelKind.Label, LabelKind.Label, LabelKind.Import, LabelKind.Adjudication, LabelKind.Verdict]);
            var values = Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0)
                .Select(s => kind == LabelKind.Verdict ? new Judgement(new Ordinal(s), Verdict: random.Pick(Verdicts)) : Label(s, random)).ToArray();
            if (!journals.TryGetValue(annotator, out var events))
            {
                journals[annotator] = events = [];
            }

            events.Add(Given(kind, Noon.AddMinutes(random.Next(4)), values));
        }

        return journals;
    }

    private static Judgement Label(int source, Random random) => new(
        new Ordinal(source), random.Pick(Labels), Unsure: random.Next(3) == 0, Origin: random.Pick(Origins));

    private static LabelFold Interleaved(SortedDictionary<AnnotatorId, List<SessionEvent>> journals, int seed)
    {
        var random = new Random(seed);
        var fold = new LabelFold();
        var left = journals.ToDictionary(j => j.Key, j => new Queue<SessionEvent>(j.Value));
        while (left.Where(l => l.Value.Count > 0).Select(l => l.Key).ToArray() is { Length: > 0 } some)
        {
            var annotator = random.Pick(some);
            fold.Add(annotator, left[annotator].Dequeue());
        }

        return fold;
    }

    /// <summary>Says the rule in the plainest words: last value per annotator, newest adjudication first, else most votes.</summary>
    private static IEnumerable<SourceVerdict> BruteForce(SortedDictionary<AnnotatorId, List<SessionEvent>> journals)
    {
        for (var source = new Ordinal(0); source.Value < 4; source = new Ordinal(source.Value + 1))
        {
            var votes = Last(journals, source, adjudications: false).Where(v => v.Value.Label is not null).Select(v => v.Value).ToArray();
            var newest = Last(journals, source, adjudications: true).Where(a => a.Value.Label is not null).ToArray();
            if (newest.Length > 0)
            {
                var at = newest.Max(a => a.At);
                var decided = newest.First(a => a.At == at).Value; // in order of annotator
                yield return new SourceVerdict(
                    source, decided.Label, votes.Length, votes.Count(v => v.Label == decided.Label), decided.Unsure, true, decided.Origin ?? default);
            }
            else if (votes.Length > 0)
            {
                var most = Labels.Max(l => votes.Count(v => v.Label == l));
                var winners = Labels.Where(l => l is not null && votes.Count(v => v.Label == l) == most).ToArray();
                var label = winners.Length == 1 ? winners[0] : null;
                var agreeing = votes.Where(v => label is not null && v.Label == label).ToArray();
                yield return new SourceVerdict(
                    source, label, votes.Length, agreeing.Length, agreeing.Count(v => v.Unsure) > agreeing.Count(v => !v.Unsure), false,
                    agreeing.Select(v => v.Origin ?? default).DefaultIfEmpty().Min());
            }
        }
    }

    private static IEnumerable<(Judgement Value, DateTimeOffset At)> Last(
        SortedDictionary<AnnotatorId, List<SessionEvent>> journals, Ordinal source, bool adjudications)
        => from journal in journals
           let said = journal.Value.OfType<LabelsGiven>().Where(e => e.GivenAs == LabelKind.Adjudication == adjudications && e.GivenAs != LabelKind.Verdict)
               .SelectMany(e => e.Judgements.Where(j => j.Source == source).Select(j => (Value: WithOrigin(j, e.GivenAs), e.At))).ToArray()
           where said.Length > 0
           select said[^1];

    private static Judgement WithOrigin(Judgement value, LabelKind kind)
        => value with { Origin = value.Origin ?? (kind == LabelKind.Import ? LabelOrigin.Import : LabelOrigin.Human) };

    /// <summary>The newest of every annotator's last verdict, the annotator's name deciding between equally new ones.</summary>
    private static IEnumerable<CandidateVerdict> BruteForceReviews(SortedDictionary<AnnotatorId, List<SessionEvent>> journals)
        => from source in Enumerable.Range(0, 4).Select(s => new Ordinal(s))
           let last = journals.Select(journal => (By: journal.Key, Said: journal.Value.OfType<LabelsGiven>().Where(e => e.GivenAs == LabelKind.Verdict)
               .SelectMany(e => e.Judgements.Where(j => j.Source == source).Select(j => (j.Verdict, e.At))).LastOrDefault()))
               .Where(v => v.Said.Verdict is not null).ToArray()
           where last.Length > 0
           let newest = last.First(v => v.Said.At == last.Max(other => other.Said.At))
           select new CandidateVerdict(source, newest.Said.Verdict!.Value, newest.By, newest.Said.At);

    private static LabelsGiven Given(LabelKind kind, DateTimeOffset at, params Judgement[] values) => new(new OperationId("o"), "h", kind, values, at);
}
