using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Tests.Core.Labeling;

/// <summary>A session driven by numbers, beside the simplest possible account of what it should say.</summary>
internal sealed class SessionScript
{
    public static readonly AnnotatorId Ana = new("ana");
    public static readonly ClassScheme Classes = new(["non-lens", "lens", "star"], "lens");

    private static readonly Verdict?[] Verdicts = [Verdict.Confirmed, Verdict.Interesting, Verdict.FalsePositive, Verdict.Normal, null];
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private readonly List<Said> _said = [];
    private readonly List<(Func<string, (SubmitAnswer Answer, SessionEvent? Event)> Ask, SubmitAnswer Answer)> _answered = [];
    private readonly List<OperationId> _switches = [];
    private int _nextSource;
    private int _operations;

    public SessionLedger Ledger { get; } = new(Ana);

    public List<SessionEvent> Events { get; } = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<PageId> Pages { get; } = [];

    /// <summary>The current votes by brute force: per source the last value, in order of submission, that still counts.</summary>
    public IEnumerable<Judgement> ExpectedVotes
        => _said.Where(s => s.TakenBackBy is null && IsVote(s.Kind)).SelectMany(s => s.Values)
            .GroupBy(v => v.Source).Select(g => g.Last()).OrderBy(v => v.Source);

    /// <summary>This annotator's verdicts by brute force.</summary>
    public IEnumerable<(Ordinal Source, Verdict? Verdict)> ExpectedVerdicts
        => _said.Where(s => s.TakenBackBy is null && s.Kind == LabelKind.Verdict).SelectMany(s => s.Values)
            .GroupBy(v => v.Source).Select(g => (g.Key, g.Last().Verdict)).OrderBy(v => v.Key);

    public int ExpectedSubmissions => _said.Count(s => s.TakenBackBy is null);

    public void Run(int[] numbers)
    {
        for (var place = 0; place < numbers.Length; place++)
        {
            Step(Property.For(numbers[place], place));
        }
    }

    private void Step(Random random)
    {
        Now += TimeSpan.FromSeconds(random.Next(200));
        switch (random.Next(11))
        {
            case 0 or 1:
                Open(random);
                break;
            case 2 or 3:
                Submit(random);
                break;
            case 4:
                Give(random);
                break;
            case 5 or 6:
                Undo(random);
                break;
            case 7:
                Reset(random);
                break;
            case 8:
                Restore(random);
                break;
            case 9:
                AskAgain(random);
                break;
            default:
                RenewOrRelease(random);
                break;
        }
    }

    private void Open(Random random)
    {
        var tiles = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Tile(new Ordinal(_nextSource++), TileReason.High, 1)).ToArray();
        var page = Ledger.NextPage;
        Happen(Ledger.Open(new PageOpened(page, NewOperation(), 0, tiles, Now + Lease, Now)).Event);
        Pages.Add(page);
    }

    private void Submit(Random random)
    {
        if (Pages.Count == 0)
        {
            Assert.Equal(SubmitOutcome.UnknownPage, Ledger.Submit(new SubmitPage(new PageId("ana.1"), NewOperation(), "h", [], default), Classes, Now).Answer.Outcome);
            return;
        }

        var page = Ledger.Page(random.Pick(Pages))!;
        var values = page.Tiles.Where(_ => random.Next(4) > 0).Select(t => Value(t.Source, random)).ToArray();
        var rest = random.Pick([RestOfPage.Explicit, RestOfPage.Positive, RestOfPage.Negative]);
        var operation = NewOperation();
        var late = Now > page.ExpiresAt;
        var answer = Ask(operation, body => Ledger.Submit(new SubmitPage(page.Id, operation, body, values, rest), Classes, Now));
        Assert.Equal(late ? SubmitOutcome.AcceptedLate : SubmitOutcome.Accepted, answer.Outcome);
        var label = rest == RestOfPage.Positive ? "lens" : "non-lens";
        var unnamed = page.Tiles.Where(t => rest != RestOfPage.Explicit && values.All(v => v.Source != t.Source));
        _said.Add(new Said(operation, LabelKind.Label, Ledger.Position, [.. values, .. unnamed.Select(t => new Judgement(t.Source, label))], page.Id));
    }

    private void Give(Random random)
    {
        var kind = random.Pick([LabelKind.Label, LabelKind.Import, LabelKind.Adjudication, LabelKind.Verdict]);
        var values = Enumerable.Range(0, 6).Where(_ => random.Next(3) == 0).Select(i => new Ordinal(i))
            .Select(s => kind == LabelKind.Verdict ? new Judgement(s, Verdict: random.Pick(Verdicts)) : Value(s, random)).ToArray();
        var operation = NewOperation();
        Ask(operation, body => Ledger.Give(new GiveLabels(operation, body, kind, values), Classes, Now));
        _said.Add(new Said(
            operation, kind, Ledger.Position, kind == LabelKind.Import ? [.. values.Select(v => v with { Origin = LabelOrigin.Import })] : values));
    }

    private void Undo(Random random)
    {
        var counting = _said.Where(s => s.TakenBackBy is null).ToArray();
        var target = counting.Length > 0 && random.Next(2) == 0 ? random.Pick(counting) : counting.LastOrDefault();
        var named = random.Next(2) == 0 || target != counting.LastOrDefault() ? target?.Operation : null;
        var operation = NewOperation();
        var kept = target?.Page is { } reopened && random.Next(3) > 0 ? Kept(Ledger.Page(reopened)!, random) : null;
        var answer = Ask(operation, body => Ledger.Undo(new UndoSubmission(operation, body, named), Lease, Now, kept), happens: target is not null);
        Assert.Equal(target is null ? SubmitOutcome.NothingToUndo : SubmitOutcome.Accepted, answer.Outcome);
        if (target is not null)
        {
            target.TakenBackBy = operation;
            _switches.Add(operation);
            Assert.Equal(target.Page, answer.Page);
            Assert.True(answer.Page is not { } page || (Ledger.Page(page)!.IsOpen && (kept is null || Ledger.Page(page)!.Tiles.SequenceEqual(kept))));
        }
    }

    /// <summary>Some of a page's tiles, and some that were not on it.</summary>
    private Tile[] Kept(OpenPage page, Random random) =>
    [
        .. page.Tiles.Where(_ => random.Next(4) > 0),
        .. Enumerable.Range(0, random.Next(3)).Select(_ => new Tile(new Ordinal(_nextSource++), TileReason.Random, 0.5)),
    ];

    private void Reset(Random random)
    {
        var after = random.Next((int)Ledger.Position + 1);
        var targets = _said.Where(s => s.TakenBackBy is null && IsVote(s.Kind) && s.Position > after).ToArray();
        var operation = NewOperation();
        Ask(operation, body => Ledger.Reset(new ResetVotes(operation, body, after), Now), happens: targets.Length > 0);
        Switch(targets, operation);
    }

    private void Restore(Random random)
    {
        var undone = _switches.Count == 0 ? new OperationId("never") : random.Pick(_switches);
        var targets = _said.Where(s => s.TakenBackBy == undone).ToArray();
        var operation = NewOperation();
        Ask(operation, body => Ledger.Restore(new UndoSubmission(operation, body, undone), Now), happens: targets.Length > 0);
        Array.ForEach(targets, t => t.TakenBackBy = null);
    }

    private void Switch(Said[] targets, OperationId operation)
    {
        Array.ForEach(targets, t => t.TakenBackBy = operation);
        if (targets.Length > 0)
        {
            _switches.Add(operation);
        }
    }

    /// <summary>A retry has the same answer and no second effect; the same operation with another body is refused.</summary>
    private void AskAgain(Random random)
    {
        if (_answered.Count == 0)
        {
            return;
        }

        var (ask, answer) = random.Pick(_answered);
        Assert.Equal((answer, null), ask("body"));
        var (other, e) = ask("another body");
        Assert.Equal(SubmitOutcome.OperationReused, other.Outcome);
        Assert.Null(e);
    }

    private void RenewOrRelease(Random random)
    {
        if (Pages.Count == 0)
        {
            return;
        }

        var page = random.Pick(Pages);
        Happen(random.Next(2) == 0 ? Ledger.Renew(page, Now + Lease, Now).Event : Ledger.Release(page, Now).Event);
    }

    private SubmitAnswer Ask(OperationId operation, Func<string, (SubmitAnswer Answer, SessionEvent? Event)> ask, bool happens = true)
    {
        var (answer, e) = ask("body");
        Assert.Equal(operation, answer.Operation);
        Assert.Equal(happens, e is not null);
        Happen(e);
        if (happens)
        {
            _answered.Add((ask, answer));
        }

        return answer;
    }

    private void Happen(SessionEvent? e)
    {
        if (e is not null)
        {
            Ledger.Apply(e);
            Events.Add(e);
        }
    }

    private static bool IsVote(LabelKind kind) => kind is LabelKind.Label or LabelKind.Import;

    private OperationId NewOperation() => new($"op-{++_operations}");

    private static Judgement Value(Ordinal source, Random random) => random.Next(5) switch
    {
        0 => new Judgement(source, Skip: true),
        1 => new Judgement(source, Unsure: true),
        2 => new Judgement(source, random.Pick(Classes.Names), Unsure: true, Comment: "faint"),
        _ => new Judgement(source, random.Pick(Classes.Names)),
    };

    private sealed record Said(OperationId Operation, LabelKind Kind, long Position, IReadOnlyList<Judgement> Values, PageId? Page = null)
    {
        public OperationId? TakenBackBy { get; set; }
    }
}
