using LensGrains.Core.Ids;
using LensGrains.Core.Remarks;

namespace LensGrains.Tests.Core.Remarks;

public sealed class RemarkLedgerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Add_WhenSeveralGradeAndFlag_KeepsTheLastGradeAndTheFlagsThatAreOn()
    {
        var ledger = new RemarkLedger();

        Do(ledger, 1, Note("1", "ana", grade: "B", flag: "ring"));
        Do(ledger, 1, Note("2", "ben", grade: "A", flag: "artefact"));
        var answer = Do(ledger, 1, Note("3", "ana", unflag: "artefact", comment: "no, a real arc"));

        Assert.Equal("A", answer.Source!.Grade);
        Assert.Equal(["ring"], answer.Source.Flags);
        Assert.Equal(["1", "2", "3"], answer.Source.Remarks.Select(r => r.Operation.Value));
        Assert.Equal(SourceRemarks.None, ledger.Of(new Ordinal(2)));
    }

    [Fact]
    public void Add_WhenRetriedAfterOthersRemarked_HasTheSameAnswerAndNoEvent()
    {
        var ledger = new RemarkLedger();
        var first = Do(ledger, 1, Note("1", "ana", grade: "B"));
        Do(ledger, 1, Note("1", "ben", grade: "C", flag: "ring"));

        var (answer, e) = ledger.Add(new RemarkOn(new Ordinal(1), "h", Note("1", "ana", grade: "B") with { At = Noon.AddHours(1) }));

        Assert.Null(e);
        Assert.Equal(("B", 1), (answer.Source!.Grade, answer.Source.Remarks.Count));
        Assert.Equal(first.Source!.Remarks, answer.Source.Remarks);
    }

    [Theory]
    [InlineData(2, "h")]
    [InlineData(1, "other")]
    public void Add_WhenOperationIsUsedForSomethingElse_IsReused(int source, string hash)
    {
        var ledger = new RemarkLedger();
        Do(ledger, 1, Note("1", "ana", grade: "B"));

        var (answer, e) = ledger.Add(new RemarkOn(new Ordinal(source), hash, Note("1", "ana", grade: "C")));

        Assert.Equal((RemarkOutcome.OperationReused, null), (answer.Outcome, e));
        Assert.Equal("B", ledger.Of(new Ordinal(1)).Grade);
    }

    [Theory]
    [InlineData(null, null, null, null, "grade")]
    [InlineData("", null, null, null, "grade")]
    [InlineData("seventeen letters", null, null, null, "grade")]
    [InlineData("A ", null, null, null, "grade")]
    [InlineData(null, "a;b", null, null, "flag")]
    [InlineData(null, "a\nb", null, null, "flag")]
    [InlineData(null, null, "", null, "unflag")]
    [InlineData(null, "ring", "ring", null, "unflag")]
    [InlineData(null, null, null, " ", "comment")]
    public void Add_WhenAFieldCannotBeUsed_NamesIt(string? grade, string? flag, string? unflag, string? comment, string field)
    {
        var (answer, e) = new RemarkLedger().Add(new RemarkOn(new Ordinal(1), "h", Note("1", "ana", grade, flag, unflag, comment)));

        Assert.Equal((RemarkOutcome.Invalid, null), (answer.Outcome, e));
        Assert.Equal(field, Assert.Single(answer.Problems!).Field);
    }

    [Fact]
    public void Replay_OfWhatTheJournalHolds_EqualsLive()
        => Property.OverSequences(numbers =>
        {
            var (live, replayed) = (new RemarkLedger(), new RemarkLedger());
            for (var i = 0; i < numbers.Length; i++)
            {
                var random = Property.For(numbers[i], i);
                var note = Note(
                    random.Next(20).ToString(System.Globalization.CultureInfo.InvariantCulture), random.Pick(["ana", "ben"]),
                    random.Pick([null, "A", "B", ""]), random.Pick([null, "ring"]), random.Pick([null, "ring", "star"]));
                var (_, e) = live.Add(new RemarkOn(new Ordinal(random.Next(3)), random.Pick(["h", "i"]), note));
                if (e is not null)
                {
                    live.Apply(e);
                    replayed.Apply(RemarkJournal.Codec.Decode(RemarkJournal.Codec.Encode(e)));
                }
            }

            Assert.Equal(live.Position, replayed.Position);
            foreach (var source in Enumerable.Range(0, 3).Select(s => new Ordinal(s)))
            {
                Assert.Equal(live.Of(source).Grade, replayed.Of(source).Grade);
                Assert.Equal(live.Of(source).Flags, replayed.Of(source).Flags);
                Assert.Equal(live.Of(source).Remarks, replayed.Of(source).Remarks);
            }
        });

    [Fact]
    public void Codec_WhenReadingTheFirstVersion_ReadsEveryField()
    {
        var body = """
            {"source":7,"bodyHash":"h","remark":{"operation":"1","annotator":"ana","at":"2026-11-22T12:00:00+00:00","grade":"A","flag":"ring","unflag":"star","comment":"c"}}
            """u8;

        var e = RemarkJournal.Codec.Decode(new("source-remarked", 1, body.ToArray()));

        Assert.Equal(new SourceRemarked(new Ordinal(7), "h", Note("1", "ana", "A", "ring", "star", "c")), e);
    }

    private static RemarkAnswer Do(RemarkLedger ledger, int source, Remark remark)
    {
        var (answer, e) = ledger.Add(new RemarkOn(new Ordinal(source), "h", remark));
        ledger.Apply(e!);
        return answer;
    }

    private static Remark Note(
        string operation, string annotator, string? grade = null, string? flag = null, string? unflag = null, string? comment = null)
        => new(new OperationId(operation), new AnnotatorId(annotator), Noon, grade, flag, unflag, comment);
}
