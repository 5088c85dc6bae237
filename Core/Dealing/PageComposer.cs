using System.Collections.Immutable;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>
/// Puts a page together from the merged heads. Deterministic: the same heads, policy, standing and seed give the same page.
/// With scores: ⌊k · supplementRatio⌋ supplements, the audit tiles drawn, and the rest from the highest scores, picked in the order
/// high, supplement, audit, each from what is left. Before the first model: diverse, odd, then random.
/// The random baseline has random tiles only, and a queue that was asked for has its own tiles only. What runs short is filled up from the random order, so a page is short only where nothing is left.
/// </summary>
public static class PageComposer
{
    /// <summary>Composes a page.</summary>
    /// <param name="heads">The merged heads of the round; round 0 means that there is no model yet.</param>
    /// <param name="policy">How pages are put together.</param>
    /// <param name="standing">Whether a source can go on this page.</param>
    /// <param name="freeSources">Sources that could go on this page at all, M: available ones that are not held.</param>
    /// <param name="seed">Of this page: decides the number of audit tiles and the order.</param>
    public static ComposedPage Compose(
        MergedHeads heads, PagePolicy policy, Func<Ordinal, Standing> standing, long freeSources, ulong seed)
    {
        var draft = new PageDraft(heads, standing, policy.Size, freeSources);
        if (policy.Queue != PageQueue.Default)
        {
            AddQueue(draft, heads.Round, policy);
        }
        else if (policy.Order != PageOrder.Random)
        {
            AddChosen(draft, heads.Round, policy, seed);
        }

        draft.Add(HeadCriterion.Random, TileReason.Random, policy.Size);
        var page = draft.Finish();
        return policy.Order == PageOrder.Shuffled ? page with { Tiles = Shuffle(page.Tiles, seed) } : page;
    }

    /// <summary>Tiles of one kind. Without scores the orders that need them are empty, and the random order fills the page.</summary>
    private static void AddQueue(PageDraft draft, int round, PagePolicy policy)
    {
        var (criterion, reason) = policy.Queue switch
        {
            PageQueue.Highest => (HeadCriterion.Highest, TileReason.High),
            PageQueue.Uncertain => (HeadCriterion.Uncertain, TileReason.Uncertain),
            PageQueue.Threshold => (HeadCriterion.NearThreshold, TileReason.Threshold),
            PageQueue.Odd => (HeadCriterion.Odd, TileReason.Odd),
            PageQueue.Diverse => (HeadCriterion.Diverse, TileReason.Diverse),
            PageQueue.Random => (HeadCriterion.Random, TileReason.Random),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Queue, "Unknown queue."),
        };
        var needsScores = criterion is HeadCriterion.Highest or HeadCriterion.Uncertain or HeadCriterion.NearThreshold;
        if (round > 0 || !needsScores)
        {
            draft.Add(criterion, reason, policy.Size);
        }
    }

    private static void AddChosen(PageDraft draft, int round, PagePolicy policy, ulong seed)
    {
        if (round > 0)
        {
            AddScored(draft, policy, seed);
            return;
        }

        draft.Add(HeadCriterion.Diverse, TileReason.Diverse, (int)(policy.Size * policy.DiverseRatio));
        draft.Add(HeadCriterion.Odd, TileReason.Odd, (int)(policy.Size * policy.OddRatio));
    }

    private static void AddScored(PageDraft draft, PagePolicy policy, ulong seed)
    {
        var audits = AuditTiles(policy, seed);
        var supplements = Math.Min((int)(policy.Size * policy.SupplementRatio), policy.Size - audits);
        draft.Add(HeadCriterion.Highest, TileReason.High, policy.Size - supplements - audits);
        switch (policy.SupplementMethod)
        {
            case SupplementMethod.Uncertainty:
                draft.Add(HeadCriterion.Uncertain, TileReason.Uncertain, supplements);
                break;
            case SupplementMethod.Threshold:
                draft.Add(HeadCriterion.NearThreshold, TileReason.Threshold, supplements);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(policy), policy.SupplementMethod, "Unknown supplement method.");
        }

        draft.Add(HeadCriterion.Random, TileReason.Audit, audits);
    }

    private static int AuditTiles(PagePolicy policy, ulong seed)
    {
        var expected = policy.Size * policy.AuditRatio;
        var whole = Math.Floor(expected);
        var oneMore = StableHash.Unit(seed, 0) < expected - whole;
        return Math.Min(policy.Size, (int)whole + (oneMore ? 1 : 0));
    }

    // Fisher and Yates, from the end; draws 1, 2, … of the seed.
    private static ImmutableArray<Tile> Shuffle(ImmutableArray<Tile> tiles, ulong seed)
    {
        var shuffled = tiles.ToBuilder();
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = (int)(StableHash.Unit(seed, (ulong)(shuffled.Count - i)) * (i + 1));
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled.ToImmutable();
    }
}
