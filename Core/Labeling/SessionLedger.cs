using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>
/// One annotator's session in a campaign: pages shown, labels given, what was taken back. Methods decide and never change
/// anything; <see cref="Apply"/> changes and never decides, live and in replay alike.
/// </summary>
public sealed class SessionLedger(AnnotatorId annotator)
{
    private readonly Dictionary<PageId, OpenPage> _pages = [];
    private readonly Dictionary<OperationId, Answered> _answered = [];
    private readonly Dictionary<OperationId, (PageId Page, string? BodyHash)> _openedBy = [];
    private readonly List<Submission> _submissions = [];
    private readonly Dictionary<OperationId, int> _submissionOf = [];
    private readonly LabelHistory _votes = new();
    private readonly LabelHistory _adjudications = new();
    private readonly LabelHistory _verdicts = new();

    /// <summary>Entries applied: the journal's position.</summary>
    public long Position { get; private set; }

    /// <summary>Submissions that count, undone ones left out.</summary>
    public int SubmissionCount { get; private set; }

    /// <summary>Number of pages ever opened; names the next one.</summary>
    public int PageCount { get; private set; }

    /// <summary>The last time anything happened.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>What this annotator says about <paramref name="source"/> now, or null.</summary>
    public Judgement? ValueOf(Ordinal source) => _votes.Current(source);

    /// <summary>This annotator's verdict on <paramref name="source"/>, or null.</summary>
    public Verdict? VerdictOn(Ordinal source) => _verdicts.Current(source)?.Verdict;

    /// <summary>Every source on which this annotator has a vote.</summary>
    public IEnumerable<Judgement> Votes => _votes.All;

    public OpenPage? Page(PageId page) => _pages.GetValueOrDefault(page);

    /// <summary>Pages shown and neither answered nor given back, with a lease that still runs.</summary>
    public IEnumerable<OpenPage> OpenPages(DateTimeOffset now) => _pages.Values.Where(p => p.IsOpen && now <= p.ExpiresAt);

    /// <summary>The page that an earlier call under the same operation id opened, or null.</summary>
    public OpenPage? OpenedBy(OperationId? operation)
        => operation is { } id && _openedBy.TryGetValue(id, out var opened) ? _pages[opened.Page] : null;

    /// <summary>True where the operation id was used before, to open a page with another request.</summary>
    public bool IsReused(OperationId? operation, string? bodyHash)
        => operation is { } id && _openedBy.TryGetValue(id, out var opened) && opened.BodyHash is { } first && first != bodyHash;

    /// <summary>What became of a page: open still, or what its answers came to. A page never answered frees everything.</summary>
    public PageSettlement Settle(PageId page, DateTimeOffset now)
    {
        if (!_pages.TryGetValue(page, out var open))
        {
            return new PageSettlement(page, null, [], [], Position);
        }

        if (open.IsOpen && now <= open.ExpiresAt)
        {
            return new PageSettlement(page, open.ExpiresAt, [], [], Position);
        }

        var values = open.Tiles.Select(t => _votes.Current(t.Source)).OfType<Judgement>().ToArray();
        return new PageSettlement(
            page,
            OpenUntil: null,
            [.. values.Where(v => v.Label is not null).Select(v => v.Source)],
            [.. values.Where(v => v.Label is null && (v.Skip || v.Unsure)).Select(v => v.Source)],
            Position);
    }

    /// <summary>What was last answered on a page before that was taken back, to be shown again.</summary>
    public IReadOnlyList<Judgement> FormerAnswers(PageId page)
    {
        var last = _submissions.FindLast(s => s.Page == page && !s.Counts);
        return last is null ? [] : [.. last.Sources.Select(source => _votes.At(source, last.Position)).OfType<Judgement>()];
    }

    /// <summary>The submission that an undo took back, or null.</summary>
    public OperationId? TargetOfUndo(OperationId undo) => _submissions.FindLast(s => s.TakenBackBy == undo)?.Operation;

    /// <summary>The id that the next page will have; the same until that page is open, so that a retry deals the same page.</summary>
    public PageId NextPage => PageId.Of(annotator, PageCount + 1);

    /// <summary>Decides what a submission means. The caller makes the event durable, then applies it.</summary>
    public (SubmitAnswer Answer, SessionEvent? Event) Submit(SubmitPage command, ClassScheme classes, DateTimeOffset now)
    {
        if (Earlier(command.Operation, command.BodyHash) is { } earlier)
        {
            return (earlier, null);
        }

        if (!_pages.TryGetValue(command.Page, out var page))
        {
            return (new SubmitAnswer(command.Operation, WhoseIs(command.Page)), null);
        }

        var problems = LabelRules.Check(command.Judgements, LabelKind.Label, classes, page.Tiles);
        if (problems.Count > 0)
        {
            return (new SubmitAnswer(command.Operation, SubmitOutcome.Invalid, Problems: problems), null);
        }

        // Expiry lets others take the page. It never throws away work already done.
        var outcome = now <= page.ExpiresAt ? SubmitOutcome.Accepted : SubmitOutcome.AcceptedLate;
        var judgements = LabelRules.WithRest(command.Judgements, page.Tiles, command.Rest, classes);
        var e = new PageSubmitted(command.Page, command.Operation, command.BodyHash, outcome, judgements, now);
        return (AnswerTo(e), e);
    }

    /// <summary>Decides about labels that come without a page.</summary>
    public (SubmitAnswer Answer, SessionEvent? Event) Give(GiveLabels command, ClassScheme classes, DateTimeOffset now)
    {
        if (Earlier(command.Operation, command.BodyHash) is { } earlier)
        {
            return (earlier, null);
        }

        var problems = LabelRules.Check(command.Judgements, command.Kind, classes, tiles: null);
        if (problems.Count > 0)
        {
            return (new SubmitAnswer(command.Operation, SubmitOutcome.Invalid, Problems: problems), null);
        }

        var e = new LabelsGiven(command.Operation, command.BodyHash, command.Kind, WithOrigin(command), now);
        return (AnswerTo(e), e);
    }

    /// <summary>Decides about taking back one submission; its page is open again, with a fresh lease.</summary>
    /// <param name="command">What to take back.</param>
    /// <param name="lease">How long the page is open again.</param>
    /// <param name="now">When.</param>
    /// <param name="kept">The tiles of the page that nobody else has got since, and what it got in place of the others; null: all.</param>
    public (SubmitAnswer Answer, SessionEvent? Event) Undo(
        UndoSubmission command, TimeSpan lease, DateTimeOffset now, IReadOnlyList<Tile>? kept = null)
    {
        if (Earlier(command.Operation, command.BodyHash) is { } earlier)
        {
            return (earlier, null);
        }

        if (TargetOf(command.Target) is not { } target)
        {
            return (new SubmitAnswer(command.Operation, SubmitOutcome.NothingToUndo), null);
        }

        var e = Switch(command.Operation, command.BodyHash, [target], back: true, now) with
        {
            Reopened = target.Page,
            ExpiresAt = target.Page is null ? null : now + lease,
            Gone = target.Page is { } page && kept is not null ? Missing(page, kept) : null,
            Added = target.Page is { } again && kept is not null ? New(again, kept) : null,
        };
        return (AnswerTo(e), e);
    }

    /// <summary>Takes back every vote given after a position ("reset round"); <see cref="Restore"/> undoes it.</summary>
    public (SubmitAnswer Answer, SessionEvent? Event) Reset(ResetVotes command, DateTimeOffset now)
    {
        if (Earlier(command.Operation, command.BodyHash) is { } earlier)
        {
            return (earlier, null);
        }

        var targets = _submissions.Where(s => s.Counts && s.Position > command.AfterPosition && Shelf(s.Kind) == LabelKind.Label).ToList();
        if (targets.Count == 0)
        {
            return (new SubmitAnswer(command.Operation, SubmitOutcome.NothingToUndo), null);
        }

        var e = Switch(command.Operation, command.BodyHash, targets, back: true, now);
        return (AnswerTo(e), e);
    }

    /// <summary>Makes what an earlier undo or reset took back count again.</summary>
    public (SubmitAnswer Answer, SessionEvent? Event) Restore(UndoSubmission command, DateTimeOffset now)
    {
        if (Earlier(command.Operation, command.BodyHash) is { } earlier)
        {
            return (earlier, null);
        }

        var targets = _submissions.Where(s => command.Target is { } by && s.TakenBackBy == by).ToList();
        if (targets.Count == 0)
        {
            return (new SubmitAnswer(command.Operation, SubmitOutcome.NothingToUndo), null);
        }

        var e = Switch(command.Operation, command.BodyHash, targets, back: false, now);
        return (AnswerTo(e), e);
    }

    /// <summary>
    /// Decides about a page just dealt; null where it was opened under another operation meanwhile, so that this one needs a page of its own.
    /// </summary>
    public (OpenPage? Page, SessionEvent? Event) Open(PageOpened dealt)
        => OpenedBy(dealt.Operation) is { } earlier ? (earlier, null)
            : _pages.ContainsKey(dealt.Page) ? (null, null)
            : (new OpenPage(dealt.Page, dealt.Round, dealt.Tiles, dealt.ExpiresAt, dealt.Tiles.Count), dealt);

    public (bool Known, SessionEvent? Event) Renew(PageId page, DateTimeOffset expiresAt, DateTimeOffset now)
        => _pages.TryGetValue(page, out var open) && open.IsOpen ? (true, new PageRenewed(page, expiresAt, now)) : (false, null);

    public (bool Known, SessionEvent? Event) Release(PageId page, DateTimeOffset now)
        => !_pages.TryGetValue(page, out var open) ? (false, null) : (true, open.IsOpen ? new PageReleased(page, now) : null);

    /// <summary>Changes the state by what happened.</summary>
    public void Apply(SessionEvent e)
    {
        Position++;
        LastAt = e.At;
        switch (e)
        {
            case PageOpened opened:
                PageCount++;
                _pages[opened.Page] = new OpenPage(opened.Page, opened.Round, opened.Tiles, opened.ExpiresAt, opened.Tiles.Count);
                if (opened.Operation is { } operation)
                {
                    _openedBy[operation] = (opened.Page, opened.BodyHash);
                }

                break;
            case PageRenewed renewed:
                _pages[renewed.Page] = _pages[renewed.Page] with { ExpiresAt = renewed.ExpiresAt };
                break;
            case PageReleased released:
                _pages[released.Page] = _pages[released.Page] with { IsOpen = false };
                break;
            case PageSubmitted submitted:
                Count(submitted.Operation, submitted.BodyHash, submitted, submitted.Page);
                _pages[submitted.Page] = _pages[submitted.Page] with { IsOpen = false };
                break;
            case LabelsGiven given:
                Count(given.Operation, given.BodyHash, given, page: null);
                break;
            case SubmissionsSwitched switched:
                ApplySwitch(switched);
                break;
            default:
                throw new InvalidOperationException($"No rule for {e.GetType().Name}.");
        }
    }

    private void Count(OperationId operation, string bodyHash, LabelEvent e, PageId? page)
    {
        _answered[operation] = new Answered(bodyHash, AnswerTo(e));
        _submissionOf[operation] = _submissions.Count;
        _submissions.Add(new Submission(operation, Position, e.Kind, page, e.Values.Select(v => v.Source).ToArray()));
        HistoryOf(e.Kind).Add(Position, e.Values);
        SubmissionCount++;
    }

    private void ApplySwitch(SubmissionsSwitched e)
    {
        _answered[e.Operation] = new Answered(e.BodyHash, AnswerTo(e));
        foreach (var target in e.Targets)
        {
            var submission = _submissions[_submissionOf[target]];
            submission.TakenBackBy = e.Back ? e.Operation : null;
            HistoryOf(submission.Kind).Switch(submission.Position, submission.Sources, counts: !e.Back);
            SubmissionCount += e.Back ? -1 : 1;
        }

        if (e.Reopened is { } page && e.ExpiresAt is { } expiresAt)
        {
            var open = _pages[page];
            var left = e.Gone is { } gone ? open.Tiles.Where(t => !gone.Contains(t.Source)) : open.Tiles;
            Tile[] tiles = [.. left, .. e.Added ?? []];
            _pages[page] = open with { IsOpen = true, ExpiresAt = expiresAt, Tiles = tiles };
        }
    }

    private Ordinal[]? Missing(PageId page, IReadOnlyList<Tile> kept)
    {
        var left = kept.Select(t => t.Source).ToHashSet();
        var gone = _pages[page].Tiles.Select(t => t.Source).Where(s => !left.Contains(s)).ToArray();
        return gone.Length == 0 ? null : gone;
    }

    private Tile[]? New(PageId page, IReadOnlyList<Tile> kept)
    {
        var before = _pages[page].Tiles.Select(t => t.Source).ToHashSet();
        var added = kept.Where(t => !before.Contains(t.Source)).ToArray();
        return added.Length == 0 ? null : added;
    }

    private SubmissionsSwitched Switch(
        OperationId operation, string bodyHash, IReadOnlyList<Submission> targets, bool back, DateTimeOffset now)
    {
        var positions = targets.Select(t => t.Position).ToHashSet();
        var history = HistoryOf(targets[0].Kind);
        var values = targets.SelectMany(t => t.Sources).Distinct().Order()
            .Select(source => history.CurrentIf(source, positions, count: !back) ?? new Judgement(source))
            .ToArray();
        return new SubmissionsSwitched(
            operation, bodyHash, targets.Select(t => t.Operation).ToArray(), back, Shelf(targets[0].Kind), values, null, null, now);
    }

    private Submission? TargetOf(OperationId? target)
        => target is { } id
            ? _submissionOf.TryGetValue(id, out var index) && _submissions[index].Counts ? _submissions[index] : null
            : _submissions.FindLast(s => s.Counts);

    private SubmitAnswer? Earlier(OperationId operation, string bodyHash)
        => !_answered.TryGetValue(operation, out var earlier) ? null
            : earlier.BodyHash == bodyHash ? earlier.Answer
            : new SubmitAnswer(operation, SubmitOutcome.OperationReused);

    private SubmitOutcome WhoseIs(PageId page)
        => page.Owner is { } owner && owner != annotator ? SubmitOutcome.NotYourPage : SubmitOutcome.UnknownPage;

    /// <summary>An import says so in its values, so that they still do when a later vote is taken back.</summary>
    private static IReadOnlyList<Judgement> WithOrigin(GiveLabels command) => command.Kind == LabelKind.Import
        ? command.Judgements.Select(j => j with { Origin = j.Origin ?? LabelOrigin.Import }).ToArray()
        : command.Judgements;

    private LabelHistory HistoryOf(LabelKind kind) => Shelf(kind) switch
    {
        LabelKind.Adjudication => _adjudications,
        LabelKind.Verdict => _verdicts,
        _ => _votes,
    };

    /// <summary>Votes and imports are one history; adjudications and verdicts have their own.</summary>
    private static LabelKind Shelf(LabelKind kind) => kind is LabelKind.Adjudication or LabelKind.Verdict ? kind : LabelKind.Label;

    private static SubmitAnswer AnswerTo(LabelEvent e) => e switch
    {
        PageSubmitted s => new SubmitAnswer(s.Operation, s.Outcome, s.Judgements.Count, s.Page),
        LabelsGiven g => new SubmitAnswer(g.Operation, SubmitOutcome.Accepted, g.Judgements.Count),
        SubmissionsSwitched u => new SubmitAnswer(u.Operation, SubmitOutcome.Accepted, u.Restored.Count, u.Reopened, u.ExpiresAt),
        _ => throw new InvalidOperationException($"No answer for {e.GetType().Name}."),
    };

    private readonly record struct Answered(string BodyHash, SubmitAnswer Answer);

    private sealed class Submission(OperationId operation, long position, LabelKind kind, PageId? page, Ordinal[] sources)
    {
        public OperationId Operation { get; } = operation;

        public long Position { get; } = position;

        public LabelKind Kind { get; } = kind;

        public PageId? Page { get; } = page;

        public Ordinal[] Sources { get; } = sources;

        public OperationId? TakenBackBy { get; set; }

        public bool Counts => TakenBackBy is null;
    }
}

/// <summary>A page as its annotator has it.</summary>
/// <param name="Id">The page.</param>
/// <param name="Round">The round it was dealt from.</param>
/// <param name="Tiles">What is on it now.</param>
/// <param name="ExpiresAt">When its lease ends.</param>
/// <param name="Size">Number of tiles that it was dealt with.</param>
/// <param name="IsOpen">Neither answered nor given back.</param>
public sealed record OpenPage(PageId Id, int Round, IReadOnlyList<Tile> Tiles, DateTimeOffset ExpiresAt, int Size, bool IsOpen = true);
