using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Ensembles;

/// <summary>
/// Which fold a source is in. A member never trains on its fold, in no round of its life, so every source has members that have
/// not seen its label: the threshold and the recall of known lenses are computed from those alone.
/// </summary>
public static class Folds
{
    /// <summary>Number of folds: the maximum ensemble size, at least 4 so that a member trains on three quarters or more.</summary>
    public static int Count(CampaignPolicy policy) => Math.Max(4, policy.MaximumEnsembleSize);

    /// <summary>The fold of <paramref name="source"/>, 0 to <paramref name="count"/> − 1, by a hash of seed and ordinal (splitmix64).</summary>
    public static int Of(Ordinal source, long seed, int count)
    {
        var z = unchecked((ulong)seed + (((ulong)source.Value + 1) * 0x9E3779B97F4A7C15UL));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) % (ulong)count);
    }
}
