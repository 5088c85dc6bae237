using System.Collections.Immutable;

namespace LensGrains.Catalogs.Ingest;

/// <summary>
/// What a job remembers between runs. The catalogue itself holds the work done, so a job that is run again only looks at
/// what it has not committed; this keeps its counts true across runs.
/// </summary>
/// <param name="FirstOrdinal">Sources in the catalogue when the job first ran; null before that.</param>
/// <param name="FirstVersion">Version of the catalogue when the job first ran.</param>
/// <param name="IsFinished">True once everything was looked at.</param>
public sealed record IngestJobState(int? FirstOrdinal = null, long FirstVersion = 0, bool IsFinished = false);

/// <summary>How far a job is.</summary>
/// <param name="Total">Sources found.</param>
/// <param name="Done">Sources looked at: added + updated + unchanged + failed.</param>
/// <param name="Added">New sources.</param>
/// <param name="Updated">Sources with a new version (or a new vector).</param>
/// <param name="Unchanged">Sources as they were.</param>
/// <param name="Failed">Sources left out with a reason.</param>
/// <param name="PerSecond">Sources a second in this run.</param>
/// <param name="Remaining">Time to go at this rate; null while there is no rate.</param>
/// <param name="State">To be stored by the caller. Counts run ahead of the last commit, so they may fall when a job that was cut off is run again.</param>
public sealed record IngestProgress(
    int Total, int Done, int Added, int Updated, int Unchanged, int Failed, double PerSecond, TimeSpan? Remaining, IngestJobState State);

/// <summary>A source (or file) that was left out.</summary>
/// <param name="Name">Source or file.</param>
/// <param name="Reason">Stable code, such as <c>duplicate-name</c>, <c>incomplete-group</c>, <c>file-not-found</c>, <c>vector-not-finite</c>.</param>
/// <param name="Detail">For people.</param>
public sealed record IngestFailure(string Name, string Reason, string Detail);

/// <summary>What came out of a job.</summary>
/// <param name="Progress">The last counts.</param>
/// <param name="CatalogVersion">Version of the catalogue that holds everything.</param>
/// <param name="Failures">The first <see cref="MaximumFailures"/> of what was left out.</param>
/// <param name="FailureCounts">Everything that was left out, by reason.</param>
public sealed record IngestReport(
    IngestProgress Progress, long CatalogVersion, ImmutableArray<IngestFailure> Failures, ImmutableSortedDictionary<string, int> FailureCounts)
{
    /// <summary>Failures kept one by one; more are only counted.</summary>
    public const int MaximumFailures = 10_000;
}
