using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Grains.Interfaces.Sessions;

/// <summary>One annotator in one campaign. Its journal is the truth about labels. Key: campaign/annotator.</summary>
[Alias("lensgrains.session")]
public interface ILabelingSessionGrain : IGrainWithStringKey
{
    /// <summary>Deals a page. The same operation gets the same page.</summary>
    [Alias("open-page")]
    Task<OpenPageAnswer> OpenPage(OpenPageRequest request, CancellationToken cancellationToken = default);

    /// <summary>Labels for a page: on disk before the task completes.</summary>
    [Alias("submit")]
    Task<SubmitAnswer> Submit(SubmitPage command, CancellationToken cancellationToken = default);

    /// <summary>Labels without a page.</summary>
    [Alias("give")]
    Task<SubmitAnswer> Give(GiveLabels command, CancellationToken cancellationToken = default);

    /// <summary>Takes back a submission and opens its page again.</summary>
    [Alias("undo")]
    Task<UndoAnswer> Undo(UndoSubmission command, CancellationToken cancellationToken = default);

    /// <summary>Takes back every vote after a position.</summary>
    [Alias("reset")]
    Task<SubmitAnswer> Reset(ResetVotes command, CancellationToken cancellationToken = default);

    /// <summary>Makes what an undo or a reset took back count again.</summary>
    [Alias("restore")]
    Task<SubmitAnswer> Restore(UndoSubmission command, CancellationToken cancellationToken = default);

    /// <summary>Keeps a page; the new end of its lease, or null where it is not open.</summary>
    [Alias("renew")]
    Task<DateTimeOffset?> Renew(PageId page, CancellationToken cancellationToken = default);

    /// <summary>Gives a page back; false where it was never dealt to this annotator.</summary>
    [Alias("release")]
    Task<bool> Release(PageId page, CancellationToken cancellationToken = default);

    /// <summary>The annotator's open pages, oldest first.</summary>
    [Alias("pages"), ReadOnly]
    Task<IReadOnlyList<OpenPageView>> Pages(CancellationToken cancellationToken = default);

    /// <summary>True where the page was dealt to this annotator.</summary>
    [Alias("knows"), ReadOnly]
    Task<bool> Knows(PageId page, CancellationToken cancellationToken = default);

    /// <summary>What became of a page whose lease has ended; the dealer frees the rest.</summary>
    [Alias("settle")]
    Task<PageSettlement> Settle(PageId page, CancellationToken cancellationToken = default);

    /// <summary>The journal's position: everything acknowledged is at or below it.</summary>
    [Alias("freeze")]
    Task<long> Freeze(CancellationToken cancellationToken = default);
}

[GenerateSerializer, Immutable, Alias("open-page-request")]
public sealed record OpenPageRequest(OperationId? Operation, int? Size, PageQueue? Queue);

[GenerateSerializer, Alias("open-page-outcome")]
public enum OpenPageOutcome
{
    Opened,

    /// <summary>Nothing is left to deal to this annotator.</summary>
    NothingLeft,

    TooManyOpen,

    UnknownCampaign,

    /// <summary>The page's size is outside 1 to 200.</summary>
    InvalidSize,
}

[GenerateSerializer, Immutable, Alias("open-page-answer")]
public sealed record OpenPageAnswer(OpenPageOutcome Outcome, OpenPageView? Page);

/// <summary>A page with what the annotator answered before (on a page that an undo opened again).</summary>
[GenerateSerializer, Immutable, Alias("open-page-view")]
public sealed record OpenPageView(
    PageId Page, int Round, DateTimeOffset ExpiresAt, IReadOnlyList<Tile> Tiles, IReadOnlyList<Judgement> Answers);

[GenerateSerializer, Immutable, Alias("undo-answer")]
public sealed record UndoAnswer(SubmitAnswer Answer, OperationId? Undone, OpenPageView? Page);
