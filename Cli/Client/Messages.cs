using System.Text.Json;
using System.Text.Json.Serialization;

namespace LensGrains.Cli.Client;

/// <summary>One part of a listing paged by key; <paramref name="Next"/> is the key to go on after, null at the end.</summary>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Problem details (RFC 9457), with a hint about what to do and, for 422, messages per field.</summary>
internal sealed record Problem(
    string? Type, string? Title, int? Status, string? Detail, string? Hint, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>Whom a token stands for.</summary>
internal sealed record Me(string Annotator, string Role, IReadOnlyList<string>? Campaigns, string? Version);

/// <summary>Asks for a campaign; the policy's defaults apply.</summary>
internal sealed record CreateCampaign(string Id, string Name, IReadOnlyList<string> Classes, string Positive);

/// <summary>Where a campaign stands. Counts are of sources.</summary>
internal sealed record Campaign(
    string Id, string Name, string State, IReadOnlyList<string> Classes, string Positive, string? Catalog, int Sources,
    IReadOnlyDictionary<string, int> Labelled, int Unsure, int Skipped, int KnownLenses, int Available, int Submissions,
    int CurrentRound, int? ActiveRound, int? LabelsUntilRound, string? Refusal, double? Threshold);

/// <summary>Asks for an ingest; exactly one of folder, manifest, embeddings. Paths are on the server.</summary>
internal sealed record StartIngest(string OperationId, string? Folder, string? Manifest, string? Embeddings, string? KnownLenses);

/// <summary>A source that an ingest could not take, and why.</summary>
internal sealed record IngestFailure(string Name, string Reason);

/// <summary>Where an ingest stands; the first failures are listed, <paramref name="Failed"/> counts them all.</summary>
internal sealed record IngestJob(
    int Number, string State, string? What, int? Total, int Done, int Added, int Changed, int Unchanged, int Failed,
    IReadOnlyList<IngestFailure>? Failures, double? RatePerSecond, double? EtaSeconds, string? Message)
{
    /// <summary>Whether the job will change no more.</summary>
    [JsonIgnore]
    public bool IsOver => State is "done" or "failed" or "cancelled";
}

/// <summary>How far a round is, 0 to 1.</summary>
internal sealed record RoundProgress(double Fraction, string? Step, double? EtaSeconds);

/// <summary>The figures of a round that a listing shows.</summary>
internal sealed record RoundMetrics(double? Auroc, double? AveragePrecision, double? Purity, double? RecallKnown);

/// <summary>The threshold that divides, and the rule it came from.</summary>
internal sealed record RoundThresholds(double? Dividing, string? Rule);

/// <summary>One training round.</summary>
internal sealed record Round(
    int Number, string State, string? Reason, int? Parent, bool IsCurrent, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, string? ManifestHash, int Sources, IReadOnlyDictionary<string, int>? Labels,
    int PositivesGained, RoundProgress? Progress, RoundMetrics? Metrics, RoundThresholds? Thresholds, string? Message);

/// <summary>Asks for a token of an annotator. A null campaign means all of them.</summary>
internal sealed record CreateToken(string Annotator, string? Campaign, string Role);

/// <summary>A new token; it is shown once and stored only as a hash.</summary>
internal sealed record CreatedToken(string Token, string Annotator, string? Campaign, string Role);

/// <summary>One finding of the doctor: ok, missing (needed) or absent (not needed).</summary>
internal sealed record Finding(string Name, string State, string Detail);

/// <summary>What a backup or a restore has done.</summary>
internal sealed record BackupSummary(string Folder, int Files, long Bytes);

/// <summary>What a sweep has removed, or would.</summary>
internal sealed record SweepSummary(bool DryRun, int Files, long Bytes, IReadOnlyList<Sweeps.SweptFile> Swept);

/// <summary>What <c>storage init</c> found and left.</summary>
internal sealed record InitSummary(string Schema, int LayoutBefore, int Layout, IReadOnlyList<Storage.AppliedScript> Scripts);

/// <summary>What <c>storage init</c> has made in a storage account; nothing where all was there.</summary>
internal sealed record ContainersSummary(string Name, IReadOnlyList<string> Made);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(CreateCampaign))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Campaign[]))]
[JsonSerializable(typeof(Listing<Campaign>))]
[JsonSerializable(typeof(StartIngest))]
[JsonSerializable(typeof(IngestJob))]
[JsonSerializable(typeof(Round))]
[JsonSerializable(typeof(Round[]))]
[JsonSerializable(typeof(Listing<Round>))]
[JsonSerializable(typeof(CreateToken))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(Finding[]))]
[JsonSerializable(typeof(BackupSummary))]
[JsonSerializable(typeof(SweepSummary))]
[JsonSerializable(typeof(InitSummary))]
[JsonSerializable(typeof(ContainersSummary))]
[JsonSerializable(typeof(Commands.EmbedAnswer))]
internal sealed partial class MessageJson : JsonSerializerContext;
