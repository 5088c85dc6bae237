using LensGrains.Core.Ids;

namespace LensGrains.Grains.Interfaces.Catalogs;

/// <summary>One catalogue: the only writer of its head, and its ingest jobs. Key: the catalogue's id.</summary>
[Alias("lensgrains.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Starts an ingest for a campaign, or answers for the one already started under this operation. Returns at once.</summary>
    [Alias("start-ingest")]
    Task<StartIngestAnswer> StartIngest(IngestOrder order, CancellationToken cancellationToken = default);

    [Alias("job"), AlwaysInterleave]
    Task<IngestJob?> Job(int number, CancellationToken cancellationToken = default);

    /// <summary>Jobs, newest first.</summary>
    [Alias("jobs"), AlwaysInterleave]
    Task<IReadOnlyList<IngestJob>> Jobs(CancellationToken cancellationToken = default);

    [Alias("cancel")]
    Task<bool> Cancel(int number, CancellationToken cancellationToken = default);
}

/// <summary>What to bring in. Exactly one of folder, manifest, embeddings; or known lenses alone.</summary>
/// <param name="Campaign">The campaign that asks; it gets the known lenses.</param>
/// <param name="Operation">The client's name for it.</param>
/// <param name="Folder">A folder on the server.</param>
/// <param name="Manifest">A CSV file on the server.</param>
/// <param name="Embeddings">An NPY or NPZ file on the server.</param>
/// <param name="KnownLenses">A CSV file of known lenses.</param>
/// <param name="RadiusArcsec">Match radius for known lenses by position, arcsec.</param>
/// <param name="Suffixes">Rule by which files of one object are grouped; null: the default.</param>
[GenerateSerializer, Immutable, Alias("ingest-order")]
public sealed record IngestOrder(
    CampaignId Campaign,
    OperationId? Operation,
    string? Folder,
    string? Manifest,
    string? Embeddings,
    string? KnownLenses,
    double RadiusArcsec = 3,
    string? Suffixes = null);

[GenerateSerializer, Alias("start-ingest-outcome")]
public enum StartIngestOutcome
{
    Started,

    /// <summary>The same order came before, under the same operation.</summary>
    Already,

    /// <summary>Another order came before, under the same operation.</summary>
    OperationReused,
}

/// <summary>What became of an order, and its job (null where there is none).</summary>
[GenerateSerializer, Immutable, Alias("start-ingest-answer")]
public sealed record StartIngestAnswer(StartIngestOutcome Outcome, IngestJob? Job);

[GenerateSerializer, Alias("job-state")]
public enum JobState
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>A file or row that could not be taken.</summary>
[GenerateSerializer, Immutable, Alias("ingest-failure")]
public sealed record IngestFailure(string Name, string Reason);

/// <summary>How far an ingest is. Counts are of sources.</summary>
[GenerateSerializer, Immutable, Alias("ingest-job")]
public sealed record IngestJob(
    int Number,
    JobState State,
    IngestOrder Order,
    int? Total,
    int Done,
    int Added,
    int Changed,
    int Unchanged,
    int Failed,
    IReadOnlyList<IngestFailure> Failures,
    double? RatePerSecond,
    double? EtaSeconds,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? Message,
    int KnownLensesMatched = 0,
    int KnownLensesUnmatched = 0);
