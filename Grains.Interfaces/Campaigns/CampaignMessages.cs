using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Grains.Interfaces.Campaigns;

[GenerateSerializer, Immutable, Alias("create-campaign")]
public sealed record CreateCampaign(string Name, ClassScheme Classes, CatalogId Catalog, CampaignPolicy Policy);

[GenerateSerializer, Alias("create-outcome")]
public enum CreateOutcome
{
    Created,

    /// <summary>It exists with these very settings: a repeat.</summary>
    Already,

    /// <summary>The id is taken by a campaign with other settings.</summary>
    Taken,

    /// <summary>Something is wrong; the problems name the fields.</summary>
    Invalid,
}

[GenerateSerializer, Immutable, Alias("create-answer")]
public sealed record CreateAnswer(CreateOutcome Outcome, CampaignState? State, IReadOnlyList<FieldProblem>? Problems);

/// <summary>What one pool has counted. A report with a lower version than the last is ignored.</summary>
/// <param name="Shard">The pool.</param>
/// <param name="Version">Sum of the journal positions it has applied, plus the catalogue's version.</param>
/// <param name="Sources">Its sources, tombstones left out.</param>
/// <param name="Available">Those that could still be dealt.</param>
/// <param name="Labelled">Those with an agreed label, per class.</param>
/// <param name="Disputed">Those with labels and no agreement.</param>
/// <param name="Unsure">Those whose only word is a doubt, or whose label is doubted.</param>
/// <param name="Skipped">Those passed over and not labelled.</param>
/// <param name="KnownLenses">Known lenses that are kept.</param>
[GenerateSerializer, Immutable, Alias("pool-report")]
public sealed record PoolReport(
    int Shard,
    long Version,
    int Sources,
    int Available,
    IReadOnlyDictionary<string, int> Labelled,
    int Disputed,
    int Unsure,
    int Skipped,
    int KnownLenses);

/// <summary>What other grains need to know of a campaign.</summary>
/// <param name="State">What it has decided.</param>
/// <param name="CatalogVersion">Version of its catalogue, as last looked at.</param>
/// <param name="Sources">Number of sources in the catalogue at that version, tombstones included.</param>
/// <param name="Embedding">The embedding set that the next round will use; null while the catalogue has none.</param>
/// <param name="EmbeddingReason">Why that one, for people.</param>
[GenerateSerializer, Immutable, Alias("campaign-description")]
public sealed record CampaignDescription(CampaignState State, long CatalogVersion, int Sources, string? Embedding, string? EmbeddingReason = null)
{
    /// <summary>Number of pools.</summary>
    public int Shards => (Sources + Ordinal.ShardSize - 1) / Ordinal.ShardSize;
}

/// <summary>A campaign with its counts.</summary>
[GenerateSerializer, Immutable, Alias("campaign-status")]
public sealed record CampaignStatus(
    CampaignState State,
    long Version,
    int Sources,
    int Available,
    IReadOnlyDictionary<string, int> Labelled,
    int Disputed,
    int Unsure,
    int Skipped,
    int KnownLenses,
    int? LabelsUntilRound,
    string? Embedding = null,
    string? EmbeddingReason = null);

[GenerateSerializer, Immutable, Alias("start-round-answer")]
public sealed record StartRoundAnswer(CampaignOutcome Outcome, int Round);
