using LensGrains.Core.Ids;

namespace LensGrains.Core.Rounds;

/// <summary>Labelled negatives that a published round took for positives more than others: the next round learns from them oftener.</summary>
/// <param name="Round">The published round whose scores chose them.</param>
/// <param name="Sources">Highest score first.</param>
[GenerateSerializer, Immutable, Alias("hard-negatives")]
public sealed record HardNegatives(int Round, IReadOnlyList<Ordinal> Sources)
{
    /// <summary>Most that are mined.</summary>
    public const int Most = 1_000;

    private const int Least = 10;
    private const int OneIn = 10;

    /// <summary>
    /// The tenth of the negatives with the highest scores, at least <see cref="Least"/> (or all there are) and at most <see cref="Most"/>;
    /// of equal scores the lower ordinal. Negatives without a score are not chosen.
    /// </summary>
    /// <param name="round">The published round.</param>
    /// <param name="negatives">Labelled negatives with their mean score of that round; NaN: none.</param>
    public static HardNegatives Mine(int round, IReadOnlyCollection<(Ordinal Source, float Score)> negatives)
    {
        var count = Math.Clamp(negatives.Count / OneIn, Least, Most);
        var chosen = negatives.Where(n => float.IsFinite(n.Score)).OrderByDescending(n => n.Score).ThenBy(n => n.Source).Take(count);
        return new HardNegatives(round, chosen.Select(n => n.Source).ToArray()); // an array, because it travels
    }
}
