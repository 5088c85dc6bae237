using LensGrains.Core.Pools;

namespace LensGrains.Core.Dealing;

/// <summary>
/// How many candidates one pool is asked for at once. Finding them costs a pass over the pool plus about a third of a microsecond
/// each, so the first runs, which somebody waits for, are short: together about a hundred pages. Later ones are longer.
/// </summary>
public static class HeadRunLength
{
    private const int FirstOfAllPools = 1_024;
    private const int NextOfAllPools = 4_096;

    /// <summary>Items to ask a pool for.</summary>
    /// <param name="pools">Pools of the campaign.</param>
    /// <param name="after">Where the run begins; null for the pool's first.</param>
    public static int Of(int pools, HeadKey? after) => after is null
        ? Math.Clamp(FirstOfAllPools / Math.Max(1, pools), 16, 128)
        : Math.Clamp(NextOfAllPools / Math.Max(1, pools), 16, 256);
}
