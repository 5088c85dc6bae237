using LensGrains.Grains.Interfaces;
using Orleans.Runtime.Placement;
using StableHash = LensGrains.Core.Pools.StableHash;

namespace LensGrains.Silo;

/// <summary>Marks grains with numbered keys that are spread over the silos in turn, see <see cref="EvenPlacementDirector"/>.</summary>
public sealed class EvenPlacement : PlacementStrategy;

/// <summary>
/// Places a campaign's grain n on the silo n places after the campaign's own first, in the order of the silos' addresses: while the
/// cluster stays as it is, no silo has two more of a campaign's grains than another.
/// </summary>
public sealed class EvenPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        Array.Sort(silos);
        var (campaign, number) = GrainKeys.SplitNumber(target.GrainIdentity.Key.ToString()!);
        var first = StableHash.Bits(0, campaign.Value.Aggregate(0UL, (hash, c) => StableHash.Bits(hash, c)));
        return Task.FromResult(silos[(int)((first + (ulong)number) % (ulong)silos.Length)]);
    }
}
