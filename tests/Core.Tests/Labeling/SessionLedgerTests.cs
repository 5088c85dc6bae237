using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Tests.Core.Labeling;

public class SessionLedgerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    [Fact]
    public void Apply_WhenReplayedFromTheJournal_EqualsLive() => Property.OverSequences(numbers =>
    {
        var script = new SessionScript();
        script.Run(numbers);

        var replayed = new SessionLedger(SessionScript.Ana);
        foreach (var e in script.Events)
        {
            replayed.Apply(SessionJournal.Codec.Decode(SessionJournal.Codec.Encode(e)));
        }

        Assert.Equal(Picture(script.Ledger, script), Picture(replayed, script));
    });

    [Fact]
    public void Votes_WhenThingsAreTakenBackAndRestored_EqualBruteForce() => Property.OverSequences(numbers =>
    {
        var script = new SessionScript();
        script.Run(numbers);

        Assert.Equal(script.ExpectedVotes, script.Ledger.Votes.OrderBy(v => v.Source));
        Assert.Equal(script.ExpectedSubmissions, script.Ledger.SubmissionCount);
        Assert.Equal(script.Events.Count, script.Ledger.Position);
    });

    [Fact]
    public void Values_WhenFolded_SayWhatTheSessionSays() => Property.OverSequences(numbers =>
    {
        var script = new SessionScript();
        script.Run(numbers);
        var fold = new LabelFold();

        fold.Add(SessionScript.Ana, script.Events.OfType<LabelEvent>().Where(e => e.Kind != LabelKind.Adjudication));

        var expected = script.ExpectedVotes.Where(v => v.Label is not null)
            .Select(v => new SourceVerdict(v.Source, v.Label, 1, 1, v.Unsure, Adjudicated: false, v.Origin ?? LabelOrigin.Human));
        Assert.Equal(expected, fold.Verdicts());
        var verdicts = script.ExpectedVerdicts.Where(v => v.Verdict is not null).Select(v => (v.Source, v.Verdict!.Value)).ToArray();
        Assert.Equal(verdicts, fold.Reviews().Select(r => (r.Source, r.Verdict)));
        Assert.All(verdicts, v => Assert.Equal(v.Value, script.Ledger.VerdictOn(v.Source)));
    });

    [Fact]
    public void Open_WhenAnotherOperationOpenedThePage_AsksForAnother()
    {
        var ledger = new SessionLedger(SessionScript.Ana);
        var first = Opened(ledger.NextPage, "op-1", 0);
        ledger.Apply(ledger.Open(first).Event!);

        Assert.Equal(first.Page, ledger.Open(first).Page!.Id);
        Assert.Null(ledger.Open(first).Event);
        Assert.Equal((null, null), ledger.Open(first with { Operation = new OperationId("op-2") }));
    }

    [Fact]
    public void Undo_WhenOthersHaveGotSomeOfThePage_OpensItWithoutThose()
    {
        var ledger = new SessionLedger(SessionScript.Ana);
        var opened = Opened(ledger.NextPage, "op-1", 0, 1, 2);
        ledger.Apply(opened);
        var submit = new SubmitPage(opened.Page, new OperationId("s"), "h", [new Judgement(new Ordinal(1), "lens")], RestOfPage.Explicit);
        ledger.Apply(ledger.Submit(submit, SessionScript.Classes, Noon).Event!);

        ledger.Apply(ledger.Undo(new UndoSubmission(new OperationId("u"), "h", null), Lease, Noon, [opened.Tiles[0], opened.Tiles[1]]).Event!);

        Assert.Equal(opened.Tiles.Take(2), ledger.Page(opened.Page)!.Tiles);
        Assert.DoesNotContain(ledger.Votes, v => v.Label is not null);
    }

    [Fact]
    public void Undo_WhenThePageGetsOthersInTheirPlace_OpensItWithThose()
    {
        var ledger = new SessionLedger(SessionScript.Ana);
        var opened = Opened(ledger.NextPage, "op-1", 0, 1, 2);
        ledger.Apply(opened);
        var submit = new SubmitPage(opened.Page, new OperationId("s"), "h", [new Judgement(new Ordinal(1), "lens")], RestOfPage.Explicit);
        ledger.Apply(ledger.Submit(submit, SessionScript.Classes, Noon).Event!);
        Tile[] kept = [opened.Tiles[1], new(new Ordinal(8), TileReason.Random, 0.5), new(new Ordinal(9), TileReason.Random, 0.5)];

        ledger.Apply(ledger.Undo(new UndoSubmission(new OperationId("u"), "h", null), Lease, Noon, kept).Event!);

        Assert.Equal(kept, ledger.Page(opened.Page)!.Tiles);
        Assert.Equal(3, ledger.Page(opened.Page)!.Size);
        Judgement[] all = [.. kept.Select(t => new Judgement(t.Source, "lens"))];
        var again = ledger.Submit(new SubmitPage(opened.Page, new OperationId("s2"), "h", all, RestOfPage.Explicit), SessionScript.Classes, Noon);
        Assert.Equal((SubmitOutcome.Accepted, 3), (again.Answer.Outcome, again.Answer.Accepted));
    }

    [Theory]
    [InlineData("first", "first", false)]
    [InlineData("first", "other", true)]
    [InlineData("first", null, true)]
    [InlineData(null, "other", false)]
    public void IsReused_WhenTheOperationOpenedAPage_ComparesTheRequests(string? first, string? next, bool reused)
    {
        var ledger = new SessionLedger(SessionScript.Ana);
        ledger.Apply(Opened(ledger.NextPage, "op-1", 0) with { BodyHash = first });

        Assert.Equal(reused, ledger.IsReused(new OperationId("op-1"), next));
        Assert.False(ledger.IsReused(new OperationId("op-2"), next));
        Assert.False(ledger.IsReused(null, next));
    }

    [Theory]
    [InlineData("ana.7", SubmitOutcome.UnknownPage)]
    [InlineData("bob.1", SubmitOutcome.NotYourPage)]
    [InlineData("nonsense", SubmitOutcome.UnknownPage)]
    public void Submit_WhenThePageIsNotHers_SaysWhoseItIs(string page, SubmitOutcome outcome)
    {
        var command = new SubmitPage(new PageId(page), new OperationId("s"), "h", [], RestOfPage.Explicit);

        Assert.Equal((new SubmitAnswer(command.Operation, outcome), null), new SessionLedger(SessionScript.Ana).Submit(command, SessionScript.Classes, Noon));
    }

    [Fact]
    public void Submit_WhenTheBodyIsWrong_NamesEveryField()
    {
        var ledger = new SessionLedger(SessionScript.Ana);
        ledger.Apply(Opened(ledger.NextPage, "op-1", 0, 1));
        Judgement[] judgements =
        [
            new(new Ordinal(0), "galaxy"), new(new Ordinal(0), "lens"), new(new Ordinal(5), "lens"),
            new(new Ordinal(1), "lens", Skip: true), new(new Ordinal(1), Comment: "?"),
        ];

        var (answer, e) = ledger.Submit(
            new SubmitPage(PageId.Of(SessionScript.Ana, 1), new OperationId("s"), "h", judgements, default), SessionScript.Classes, Noon);

        Assert.Null(e);
        Assert.Equal(SubmitOutcome.Invalid, answer.Outcome);
        Assert.Equal(
            ["labels[0].label", "labels[1].sourceId", "labels[2].sourceId", "labels[3].skip", "labels[4].sourceId", "labels[4]"],
            answer.Problems!.Select(p => p.Field));
    }

    private static PageOpened Opened(PageId page, string operation, params int[] sources)
        => new(page, new OperationId(operation), 0, [.. sources.Select(s => new Tile(new Ordinal(s), TileReason.High, 1))], Noon + Lease, Noon);

    /// <summary>Everything that can be asked of a session, as text.</summary>
    private static string Picture(SessionLedger ledger, SessionScript script)
    {
        var pages = script.Pages.Select(p => $"{p} {ledger.Page(p)!.IsOpen} {ledger.Page(p)!.ExpiresAt:O} {string.Join(',', ledger.Page(p)!.Tiles)} "
            + $"{string.Join(',', ledger.FormerAnswers(p))} {Text(ledger.Settle(p, script.Now))}");
        return string.Join(
            '\n',
            [$"{ledger.Position} {ledger.SubmissionCount} {ledger.PageCount} {ledger.LastAt:O} {ledger.NextPage}", .. pages,
                .. ledger.Votes.OrderBy(v => v.Source).Select(v => v.ToString()), .. ledger.OpenPages(script.Now).Select(p => p.Id.Value)]);
    }

    private static string Text(PageSettlement settled)
        => $"{settled.OpenUntil:O} {string.Join(',', settled.Labelled)} {string.Join(',', settled.Skipped)} {settled.AsOf}";
}
