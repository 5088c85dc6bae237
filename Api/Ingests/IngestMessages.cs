using LensGrains.Api.Answers;
using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Api.Ingests;

/// <summary>Asks for an ingest. Paths are on the server; exactly one of folder, manifest, embeddings (or known lenses alone).</summary>
internal sealed record StartIngestMessage
{
    public string? OperationId { get; init; }

    public string? Folder { get; init; }

    public string? Manifest { get; init; }

    public string? Embeddings { get; init; }

    public string? KnownLenses { get; init; }

    /// <summary>Match radius for known lenses by position, arcsec.</summary>
    public double? RadiusArcsec { get; init; }

    /// <summary>Rule by which files of one object are grouped.</summary>
    public string? Suffixes { get; init; }
}

internal sealed record IngestFailureMessage(string Name, string Reason);

/// <summary>How far an ingest is. Counts are of sources; the first 100 failures are listed.</summary>
internal sealed record IngestJobMessage(
    int Number,
    JobState State,
    string What,
    int? Total,
    int Done,
    int Added,
    int Changed,
    int Unchanged,
    int Failed,
    IReadOnlyList<IngestFailureMessage> Failures,
    double? RatePerSecond,
    double? EtaSeconds,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? Message,
    int KnownLensesMatched,
    int KnownLensesUnmatched)
{
    private const int MostFailures = 100;

    public static CsvLayout<IngestJobMessage> Csv { get; } = new(
        ("number", j => j.Number),
        ("state", j => j.State),
        ("what", j => j.What),
        ("total", j => j.Total),
        ("done", j => j.Done),
        ("added", j => j.Added),
        ("changed", j => j.Changed),
        ("unchanged", j => j.Unchanged),
        ("failed", j => j.Failed),
        ("startedAt", j => j.StartedAt),
        ("finishedAt", j => j.FinishedAt),
        ("message", j => j.Message));

    public static IngestJobMessage Of(IngestJob job) => new(
        job.Number,
        job.State,
        WhatOf(job.Order),
        job.Total,
        job.Done,
        job.Added,
        job.Changed,
        job.Unchanged,
        job.Failed,
        [.. job.Failures.Take(MostFailures).Select(f => new IngestFailureMessage(f.Name, f.Reason))],
        job.RatePerSecond,
        job.EtaSeconds,
        job.StartedAt,
        job.FinishedAt,
        job.Message,
        job.KnownLensesMatched,
        job.KnownLensesUnmatched);

    /// <summary>What was asked for, by name; where it lies on the server stays there.</summary>
    private static string WhatOf(IngestOrder order)
        => order.Folder is not null ? "folder " + NameOf(order.Folder)
            : order.Manifest is not null ? "manifest " + NameOf(order.Manifest)
            : order.Embeddings is not null ? "embeddings " + NameOf(order.Embeddings)
            : "known lenses " + NameOf(order.KnownLenses ?? "");

    private static string NameOf(string path) => Path.GetFileName(path.TrimEnd('/'));
}
