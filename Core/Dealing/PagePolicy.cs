using LensGrains.Core.Campaigns;

namespace LensGrains.Core.Dealing;

/// <summary>Where the supplements of a page come from.</summary>
[GenerateSerializer, Alias("supplement-method")]
public enum SupplementMethod
{
    /// <summary>Largest standard deviation between members.</summary>
    Uncertainty,

    /// <summary>Closest to the dividing threshold.</summary>
    Threshold,
}

/// <summary>How a page is put together.</summary>
/// <param name="Size">Tiles per page, k.</param>
/// <param name="SupplementRatio">Share of supplements, 0 to 1: ⌊k · ratio⌋ tiles.</param>
/// <param name="SupplementMethod">Where the supplements come from.</param>
/// <param name="AuditRatio">
/// Expected share of audit tiles, 0 to 1: simple random draws from the free sources, which make completeness measurable. The count
/// is ⌊k · ratio⌋ plus one with the probability of the remainder. The default 0.1 is one tile of ten.
/// </param>
/// <param name="Order">Which pages, and the order of their tiles.</param>
/// <param name="DiverseRatio">Before the first model: share of greedy-covering tiles.</param>
/// <param name="OddRatio">Before the first model: share of odd tiles; what is left is random.</param>
/// <param name="Queue">Where the sources come from; anything but the default puts all ratios aside.</param>
[GenerateSerializer, Immutable, Alias("page-policy")]
public sealed record PagePolicy(
    int Size = 10,
    double SupplementRatio = 0.2,
    SupplementMethod SupplementMethod = SupplementMethod.Uncertainty,
    double AuditRatio = 0.1,
    PageOrder Order = PageOrder.Shuffled,
    double DiverseRatio = 0.7,
    double OddRatio = 0.1,
    PageQueue Queue = PageQueue.Default)
{
    /// <summary>SL_discovery_by_HITL's policy exactly: no audit tiles, no shuffling, random pages before the first model.</summary>
    public static PagePolicy Compatible(double supplementRatio = 0.2, SupplementMethod method = SupplementMethod.Uncertainty, int size = 10)
        => new(size, supplementRatio, method, AuditRatio: 0, PageOrder.SlDiscovery, DiverseRatio: 0, OddRatio: 0);

    /// <summary>The pages that a campaign's policy asks for.</summary>
    public static PagePolicy Of(CampaignPolicy policy) => policy.PageOrder == PageOrder.SlDiscovery
        ? Compatible(policy.SupplementRatio, policy.SupplementMethod, policy.PageSize)
        : new PagePolicy(policy.PageSize, policy.SupplementRatio, policy.SupplementMethod, policy.AuditRatio, policy.PageOrder);
}
