using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Tests.Core.Journaling;

/// <summary>One of every event, in the order of the lines under <c>v1/</c>.</summary>
internal static class RecordedEvents
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 20, 15, 30, 250, TimeSpan.Zero);
    private static readonly AnnotatorId Ana = new("ana");
    private static readonly PageId Page = new("ana.1");

    private static readonly Tile[] Tiles =
    [
        new(new Ordinal(7), TileReason.High, 1), new(new Ordinal(65_541), TileReason.Audit, 0.0625),
    ];

    private static readonly Judgement[] Judgements =
    [
        new(new Ordinal(7), "lens"), new(new Ordinal(65_541), "non-lens", Unsure: true, Comment: "arc – or \"spiral\"?"), new(new Ordinal(9), Skip: true),
    ];

    public static readonly SessionEvent[] Session =
    [
        new PageOpened(Page, new OperationId("open-1"), 3, Tiles, At.AddMinutes(10), At),
        new PageOpened(new PageId("ana.2"), null, 0, [], At.AddMinutes(10), At),
        new PageRenewed(Page, At.AddMinutes(20), At),
        new PageReleased(Page, At),
        new PageSubmitted(Page, new OperationId("submit-1"), "c0ffee", SubmitOutcome.AcceptedLate, Judgements, At),
        new LabelsGiven(new OperationId("give-1"), "c0ffee", LabelKind.Adjudication, Judgements, At),
        new SubmissionsSwitched(
            new OperationId("undo-1"), "c0ffee", [new OperationId("submit-1")], Back: true, LabelKind.Label, [new Judgement(new Ordinal(7))], Page,
            At.AddMinutes(10), At, [new Ordinal(9)]),
        new SubmissionsSwitched(
            new OperationId("restore-1"), "c0ffee", [new OperationId("submit-1")], Back: false, LabelKind.Label, Judgements, null, null, At),
    ];

    public static readonly SessionEvent[] Later =
    [
        new PageOpened(Page, new OperationId("open-1"), 3, Tiles, At.AddMinutes(10), At, "c0ffee"),
        new SubmissionsSwitched(
            new OperationId("undo-1"), "c0ffee", [new OperationId("submit-1")], Back: true, LabelKind.Label, [new Judgement(new Ordinal(7))], Page,
            At.AddMinutes(10), At, [new Ordinal(9)], [new Tile(new Ordinal(11), TileReason.Random, 0.25)]),
        new LabelsGiven(
            new OperationId("verdict-1"), "c0ffee", LabelKind.Verdict,
            [new Judgement(new Ordinal(7), Comment: "a ring", Verdict: Verdict.FalsePositive), new Judgement(new Ordinal(9))], At),
        new SubmissionsSwitched(
            new OperationId("undo-2"), "c0ffee", [new OperationId("verdict-1")], Back: true, LabelKind.Verdict,
            [new Judgement(new Ordinal(7), Verdict: Verdict.Interesting)], null, null, At),
        new LabelsGiven(
            new OperationId("import-1"), "c0ffee", LabelKind.Import,
            [new Judgement(new Ordinal(7), "lens", Origin: LabelOrigin.Catalogue, DataSet: "castles")], At),
    ];

    public static readonly DealerEvent[] Dealer =
    [
        new PageDealt(Page, Ana, 3, Tiles, At),
        new LeaseProlonged(Page, At.AddMinutes(20)),
        new PageSettled(Page, [new Ordinal(7)], [new Ordinal(65_541)]),
        new PageReopened(Page, Ana, 3, Tiles, At, 42),
        new SourcesFreed(Ana, [new Ordinal(7), new Ordinal(9)]),
    ];
}
