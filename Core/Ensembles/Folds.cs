using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Ensembles;

/// <summary>
/// Which fold a source is in. A member never trains on its fold, in no round of its life, so every source has members that have
/// not seen its label: the threshold and the recall of known lenses are computed from those alone.
/// </summary>
public static class Folds
{
    /// <summary>Number of folds: the maximum ensemble size, at least 4 so that a member trains on three quarters or more.</summary>
    public static int Count(CampaignPolicy policy) => Math.Max(4, policy.MaximumEnsembleSize);

    /// <summary>The fold of <paramref name="source"/>, 0 to <paramref name="count"/> − 1, by <see cref="StableHash"/> of seed and ordinal.</summary>
    public static int Of(Ordinal source, long seed, int count)
        => (int)(StableHash.Bits(unchecked((ulong)seed), (ulong)source.Value) % (ulong)count);
}
