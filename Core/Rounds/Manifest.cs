using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Rounds;

/// <summary>
/// What a round trains on, frozen: a cut through every journal plus everything else that the result depends on. Nothing changes
/// a manifest; what is labelled after the cut enters the next one.
/// </summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Classes">Its classes at the cut.</param>
/// <param name="Policy">Its policy at the cut.</param>
/// <param name="Positions">For each annotator on the roster the journal's position.</param>
/// <param name="Catalog">The catalogue.</param>
/// <param name="CatalogVersion">The catalogue's version.</param>
/// <param name="Sources">Number of sources at the cut; later ones are not scored.</param>
/// <param name="Embedding">The embedding set, resolved (never <c>auto</c>).</param>
/// <param name="EmbeddingVersion">The set's version.</param>
/// <param name="KnownLenses">File of known lenses, or null.</param>
/// <param name="Before">The published round that this one follows on, as far as the examples depend on it; null for none.</param>
/// <param name="HardNegatives">The negatives that were mined from that round; null where none are asked for.</param>
[GenerateSerializer, Immutable, Alias("manifest")]
public sealed record Manifest(
    CampaignId Campaign,
    ClassScheme Classes,
    CampaignPolicy Policy,
    IReadOnlyDictionary<AnnotatorId, long> Positions,
    CatalogId Catalog,
    long CatalogVersion,
    int Sources,
    string Embedding,
    long EmbeddingVersion,
    string? KnownLenses,
    RoundBefore? Before = null,
    HardNegatives? HardNegatives = null)
{
    /// <summary>SHA-256 over the canonical JSON (annotators in ordinal order), lower-case hex.</summary>
    public string Hash()
    {
        var canonical = this with
        {
            Positions = new SortedDictionary<AnnotatorId, long>(
                Positions.ToDictionary(), Comparer<AnnotatorId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(canonical, RoundJson.Default.Manifest)));
    }
}

/// <summary>A published round on which another follows: ages and folds of examples go on from its own.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Examples">File of its examples.</param>
[GenerateSerializer, Immutable, Alias("round-before")]
public sealed record RoundBefore(int Round, string Examples);

/// <summary>Layouts of the files a round writes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(IReadOnlyList<KnownLens>))]
[JsonSerializable(typeof(IReadOnlyList<SourceVerdict>))]
[JsonSerializable(typeof(IReadOnlyList<Example>))]
[JsonSerializable(typeof(IReadOnlyList<Ordinal>))]
public sealed partial class RoundJson : JsonSerializerContext;
