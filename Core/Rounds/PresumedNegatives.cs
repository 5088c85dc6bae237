using LensGrains.Core.Ids;
using LensGrains.Core.Pools;

namespace LensGrains.Core.Rounds;

/// <summary>
/// Sources that nobody has spoken of, taken for negatives because the class that is searched for is rare. Each member draws its own, so that few
/// members hold a lens among them down, and their spread tells of it (bagging with positive and unlabelled examples: Mordelet and Vert 2014,
/// Pattern Recognition Letters 37, 201).
/// </summary>
public static class PresumedNegatives
{
    /// <summary>Most that a policy may ask for.</summary>
    public const int Most = 100_000;

    /// <summary>
    /// What each weighs beside a labelled negative. So 5,000 of them count as a hundred labels: much while there are few, little once there are
    /// thousands, and next to nothing in a pool of hundreds.
    /// </summary>
    public const float Weight = 0.02f;

    private const int OneIn = 10;
    private const int TriesPerSource = 20;

    /// <summary>How many a member takes: as many as asked for, but at most a tenth of the sources that nobody has spoken of.</summary>
    /// <param name="wanted">What the policy asks for.</param>
    /// <param name="silent">Sources that nobody has spoken of.</param>
    public static int Count(int wanted, int silent) => Math.Clamp(silent / OneIn, 0, wanted);

    /// <summary>
    /// Draws the sources of a member, in an order that its seed alone decides: from round to round it keeps its own, but for those that somebody
    /// spoke of meanwhile. Fewer than <paramref name="count"/> where free ones are hard to find.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="sources">Sources of the catalogue; ordinals are 0 to this, less one.</param>
    /// <param name="seed">The member's.</param>
    /// <param name="isFree">Whether a source may be taken.</param>
    public static IReadOnlyList<Ordinal> Draw(int count, int sources, ulong seed, Func<Ordinal, bool> isFree)
    {
        var drawn = new HashSet<Ordinal>();
        for (var i = 0L; drawn.Count < count && i < (long)count * TriesPerSource; i++)
        {
            var source = new Ordinal((int)(StableHash.Unit(seed, (ulong)i) * sources));
            if (isFree(source))
            {
                drawn.Add(source);
            }
        }

        return [.. drawn.Order()];
    }
}
