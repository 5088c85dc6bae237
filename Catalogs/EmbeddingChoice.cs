using System.Globalization;
using LensGrains.Catalogs.Storage;

namespace LensGrains.Catalogs;

/// <summary>The embedding set that a campaign uses, and why, for people.</summary>
public sealed record ChosenEmbedding(string Set, string Reason);

/// <summary>
/// Which embedding set a campaign uses. <c>auto</c> takes the one that labels can best be read off where two or more sets were measured on the
/// same labels, and else by origin: imported, made by hand, learned on this very pool, learned elsewhere; principal components come right after
/// what they were taken of. A learned set has to show first that it is better: a short training gives worse vectors than the hand-made ones. Sets that lack a tenth of the vectors that another has are left aside.
/// </summary>
public static class EmbeddingChoice
{
    private const string Automatic = "auto";
    private const double Complete = 0.9;

    /// <summary>The set that the policy names, or the best; null: there is none.</summary>
    public static ChosenEmbedding? For(string policy, Catalog catalog)
    {
        var sets = catalog.EmbeddingNames.Select(catalog.Embeddings).ToArray();
        if (policy != Automatic)
        {
            return sets.Any(set => set.Name == policy) ? new ChosenEmbedding(policy, "named by the policy") : null;
        }

        var most = sets.Select(set => set.Count).DefaultIfEmpty().Max();
        var whole = sets.Where(set => set.Count >= Complete * most).ToArray();
        return BestMeasured(whole) ?? FirstByOrigin(whole);
    }

    private static ChosenEmbedding? BestMeasured(IReadOnlyList<EmbeddingSet> sets)
    {
        var compared = sets.Where(set => set.Measure is not null)
            .GroupBy(set => set.Measure!.LabelsSha256)
            .Where(same => same.Count() > 1)
            .OrderByDescending(same => same.Count()).ThenByDescending(same => same.First().Measure!.Positives).ThenBy(same => same.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.ToArray();
        if (compared is null)
        {
            return null;
        }

        var best = compared.OrderByDescending(set => set.Measure!.Auroc).ThenBy(set => set.Name, StringComparer.Ordinal).First();
        var measure = best.Measure!;
        return new ChosenEmbedding(best.Name, string.Create(
            CultureInfo.InvariantCulture,
            $"best of {compared.Length} measured: AUROC {measure.Auroc:0.000} ± {measure.Deviation:0.000} of a logistic head on {measure.Positives} positives and {measure.Negatives} others"));
    }

    private static ChosenEmbedding? FirstByOrigin(IReadOnlyList<EmbeddingSet> sets)
    {
        var first = sets.OrderByDescending(set => Rank(set, sets)).ThenByDescending(set => set.Count).ThenBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault();
        return first is null ? null : new ChosenEmbedding(first.Name, Origin(first) + ", by origin: no two sets were measured on the same labels");
    }

    private static double Rank(EmbeddingSet set, IReadOnlyList<EmbeddingSet> all) => set switch
    {
        { Recipe: { From: { } from } } => all.FirstOrDefault(other => other.Name == from && other.Name != set.Name) is { Recipe.From: null } source
            ? Rank(source, all) - 0.5
            : 0,
        { Kind: EmbeddingKind.Imported } => 4,
        { Kind: EmbeddingKind.Learned, Recipe.TrainedOnPool: true } => 2,
        { Kind: EmbeddingKind.Learned } => 1,
        _ => 3,
    };

    private static string Origin(EmbeddingSet set) => set switch
    {
        { Recipe: { From: { } from } } => $"made of the set '{from}'",
        { Kind: EmbeddingKind.Learned, Recipe.TrainedOnPool: true } => "learned on this catalogue's images",
        { Kind: EmbeddingKind.Imported } => "imported",
        { Kind: EmbeddingKind.Learned } => "from a network that was trained elsewhere",
        _ => "features made by hand",
    };
}
