using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Members;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Grains.Rounds;

/// <summary>
/// Weights of a member on embeddings mean nothing on another embedding, even of the same length: where a campaign's set has changed since they
/// were trained, the member begins anew.
/// </summary>
internal static class FormerEmbedding
{
    /// <summary>Serials of the members that were trained on another set than the manifest's, or on a former version of a learned one.</summary>
    public static async Task<IReadOnlySet<int>> OutdatedAsync(
        IReadOnlyList<EnsembleMemberRef> ensemble, Manifest manifest, Catalog catalog, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var isLearned = catalog.Embeddings(manifest.Embedding).Kind == EmbeddingKind.Learned;
        var outdated = new HashSet<int>();
        foreach (var member in ensemble.Where(member => !MemberSpecs.IsOnImages(member.Spec)))
        {
            if (await TrainedOnAsync(member, blobs, cancellationToken) is { } former
                && (former.Embedding != manifest.Embedding || (isLearned && former.EmbeddingVersion != manifest.EmbeddingVersion)))
            {
                outdated.Add(member.Serial);
            }
        }

        return outdated;
    }

    /// <summary>The manifest of the round that trained a member last; null where it is not to be found.</summary>
    private static async Task<Manifest?> TrainedOnAsync(EnsembleMemberRef member, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (await blobs.ReadAsync(member.Checkpoint, cancellationToken) is not { } file)
        {
            return null;
        }

        var hash = SafeTensors.Parse(file.Body).RequireText("manifestHash");
        var manifest = await blobs.ReadAsync($"{MemberFiles.FolderOf(member.Checkpoint)}/{hash[..16]}/manifest.json", cancellationToken);
        return manifest is { } stored ? JsonSerializer.Deserialize(stored.Body.Span, RoundJson.Default.Manifest) : null;
    }
}
