using LensGrains.Core.Ids;

namespace LensGrains.Core.Dealing;

/// <summary>How a page ended: what was labelled or skipped on it.</summary>
/// <param name="Page">The page.</param>
/// <param name="OpenUntil">Not null: the session has prolonged it; it is not over.</param>
/// <param name="Labelled">Sources with a label or a doubt.</param>
/// <param name="Skipped">Sources passed over.</param>
/// <param name="AsOf">The position of the session's journal at which this was so.</param>
[GenerateSerializer, Immutable, Alias("page-settlement")]
public sealed record PageSettlement(
    PageId Page, DateTimeOffset? OpenUntil, IReadOnlyList<Ordinal> Labelled, IReadOnlyList<Ordinal> Skipped, long AsOf);
