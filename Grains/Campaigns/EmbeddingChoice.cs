using LensGrains.Catalogs;
using LensGrains.Catalogs.Storage;

namespace LensGrains.Grains.Campaigns;

/// <summary>Which embedding set a campaign uses.</summary>
internal static class EmbeddingChoice
{
    private const string Automatic = "auto";

    /// <summary>The set that the policy names; for <c>auto</c> the imported set with most vectors, else hand-made features. Null: none yet.</summary>
    public static string? For(string policy, Catalog catalog)
    {
        var sets = catalog.EmbeddingNames.Select(catalog.Embeddings).ToArray();
        return policy != Automatic
            ? sets.FirstOrDefault(s => s.Name == policy)?.Name
            : sets.OrderByDescending(s => s.Kind == EmbeddingKind.Imported).ThenByDescending(s => s.Count).ThenBy(s => s.Name, StringComparer.Ordinal)
                .FirstOrDefault()?.Name;
    }
}
