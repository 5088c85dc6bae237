using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Core.Campaigns;

/// <summary>The labelled sources from which the next trigger counts.</summary>
/// <param name="Labelled">Labelled sources at the last manifest (or refusal).</param>
/// <param name="Positives">Positives among them.</param>
/// <param name="At">When that was.</param>
/// <param name="Known">Known lenses at that time.</param>
[GenerateSerializer, Immutable, Alias("trigger-base")]
public sealed record TriggerBase(int Labelled, int Positives, DateTimeOffset At, int Known = 0);

/// <summary>One line of a campaign's history of rounds.</summary>
[GenerateSerializer, Immutable, Alias("round-entry")]
public sealed record RoundEntry(int Number, int Parent, RoundReason Reason, RoundPhase Phase, string? Message);

/// <summary>What a campaign has durably decided. Everything else about it can be counted again.</summary>
[GenerateSerializer, Immutable, Alias("campaign-state")]
public sealed record CampaignState
{
    [Id(0)] public required CampaignId Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required ClassScheme Classes { get; init; }

    [Id(3)] public required CatalogId Catalog { get; init; }

    [Id(4)] public required CampaignPolicy Policy { get; init; }

    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Everybody who may have a journal; joined before their first append.</summary>
    [Id(6)] public IReadOnlyList<AnnotatorId> Roster { get; init; } = [];

    /// <summary>File of the known lenses, or null.</summary>
    [Id(7)] public string? KnownLenses { get; init; }

    /// <summary>The published round that pages come from; 0 before the first.</summary>
    [Id(8)] public int CurrentRound { get; init; }

    /// <summary>The round under way, or null.</summary>
    [Id(9)] public int? ActiveRound { get; init; }

    [Id(10)] public required TriggerBase Base { get; init; }

    /// <summary>The current round's members, oldest first.</summary>
    [Id(11)] public IReadOnlyList<EnsembleMemberRef> Ensemble { get; init; } = [];

    [Id(12)] public int NextSerial { get; init; }

    [Id(13)] public IReadOnlyList<RoundEntry> Rounds { get; init; } = [];

    /// <summary>Why the last round that was due trained nothing; cleared by the next that trains.</summary>
    [Id(14)] public string? Refusal { get; init; }

    /// <summary>Grows with every change.</summary>
    [Id(15)] public long Version { get; init; }

    /// <summary>Operations answered that are no labels: asked rounds, resets. The last hundred.</summary>
    [Id(16)] public IReadOnlyList<AnsweredOperation> Operations { get; init; } = [];

    /// <summary>The current round's dividing threshold, or null.</summary>
    [Id(17)] public double? Threshold { get; init; }

    /// <summary>Grows with every change of the policy.</summary>
    [Id(18)] public int PolicyVersion { get; init; }
}

/// <summary>An operation on the campaign and the round it led to.</summary>
[GenerateSerializer, Immutable, Alias("answered-operation")]
public sealed record AnsweredOperation(OperationId Operation, int Round);
