using LensGrains.Api.Answers;
using LensGrains.Core.Dealing;
using LensGrains.Core.Labeling;

namespace LensGrains.Api.Pages;

/// <summary>Asks for a page.</summary>
internal sealed record OpenPageMessage : IOptionalBody
{
    /// <summary>The same operation gets the same page.</summary>
    public string? OperationId { get; init; }

    /// <summary>Tiles; left out: the policy's.</summary>
    public int? Size { get; init; }

    /// <summary>Where its sources come from; left out: default, which is the policy's mixture.</summary>
    public PageQueue? Queue { get; init; }
}

/// <summary>Why a tile was dealt, as the page words it.</summary>
internal enum TileWord
{
    /// <summary>Among the highest scores.</summary>
    Score,

    /// <summary>Widest spread of the members.</summary>
    Uncertainty,

    /// <summary>Nearest to the dividing threshold.</summary>
    Threshold,

    /// <summary>Drawn at random with a recorded probability.</summary>
    Audit,

    Random,
    Diverse,
    Odd,

    /// <summary>Asked for by id.</summary>
    Asked,
}

/// <summary>One answer: a label (unsure or not), a doubt alone, or a skip.</summary>
internal record TileAnswerMessage
{
    public string? SourceId { get; init; }

    public string? Label { get; init; }

    public bool? Unsure { get; init; }

    public bool? Skip { get; init; }

    public string? Comment { get; init; }
}

/// <summary>One place on a page.</summary>
/// <param name="SourceId">The source.</param>
/// <param name="Name">What its users call it.</param>
/// <param name="ImageUrl">Path of the default rendering.</param>
/// <param name="Reason">Why it is shown.</param>
/// <param name="Probability">Probability with which it was selected; null where the rule is deterministic.</param>
/// <param name="Score">Of the page's round; null for unscored sources.</param>
/// <param name="Uncertainty">Standard deviation over members.</param>
/// <param name="Answer">What this annotator answered before; on reopened pages only.</param>
internal sealed record TileMessage(
    string SourceId,
    string Name,
    string ImageUrl,
    TileWord Reason,
    double? Probability,
    double? Score,
    double? Uncertainty,
    TileAnswerMessage? Answer);

/// <summary>A leased page; no tiles where nothing is left.</summary>
internal sealed record PageMessage(string PageId, DateTimeOffset ExpiresAt, int Round, IReadOnlyList<TileMessage> Tiles)
{
    public static CsvLayout<PageMessage> Csv { get; } = new(
        ("pageId", p => p.PageId), ("expiresAt", p => p.ExpiresAt), ("round", p => p.Round), ("tiles", p => p.Tiles.Count));
}

internal sealed record PageRenewedMessage(string PageId, DateTimeOffset ExpiresAt);

/// <summary>Labels for a page.</summary>
internal sealed record SubmitPageMessage
{
    public string? OperationId { get; init; }

    public IReadOnlyList<TileAnswerMessage>? Labels { get; init; }

    /// <summary>What becomes of tiles that are not named; left out: the campaign's policy.</summary>
    public RestOfPage? Rest { get; init; }
}

/// <summary>What became of labels.</summary>
/// <param name="OperationId">The operation answered.</param>
/// <param name="Outcome">accepted, or acceptedLate where the page's lease had ended.</param>
/// <param name="Accepted">Answers taken, those filled in by the rule for the rest included.</param>
internal sealed record SubmitAnswerMessage(string OperationId, SubmitOutcome Outcome, int Accepted);
