using LensGrains.Catalogs.Ingest;
using LensGrains.Grains.Interfaces.Catalogs;
using IngestFailure = LensGrains.Grains.Interfaces.Catalogs.IngestFailure;

namespace LensGrains.Grains.Catalogs;

/// <summary>How an ingest ended.</summary>
public sealed record IngestOutcome(JobState State, string? Message, string? KnownLenses, Exception? Failure);

/// <summary>What an ingest that runs now says of itself.</summary>
public sealed class RunningIngest(int number) : IProgress<IngestProgress>
{
    private const int FailuresShown = 100;

    private readonly CancellationTokenSource _cancellation = new();
    private Task<IngestOutcome> _outcome = Task.FromResult(new IngestOutcome(JobState.Queued, null, null, null));
    private volatile IngestProgress? _progress;
    private volatile IngestReport? _report;
    private volatile string? _stage;

    public int Number => number;

    public bool IsOver => _outcome.IsCompleted;

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Known lenses found, and rows of their list that were not.</summary>
    public (int Matched, int Unmatched) KnownLenses { get; set; }

    public void Begin(Func<Task<IngestOutcome>> run) => _outcome = Task.Run(run);

    public void Cancel() => _cancellation.Cancel();

    public Task<IngestOutcome> OutcomeAsync() => _outcome;

    public void Report(IngestProgress value) => _progress = value;

    public void Finished(IngestReport report) => _report = report;

    public void Stage(string stage) => _stage = stage;

    /// <summary>The job with the counts of now.</summary>
    public IngestJob Apply(IngestJob job) => _progress is not { } p
        ? job with { Message = _stage, KnownLensesMatched = KnownLenses.Matched, KnownLensesUnmatched = KnownLenses.Unmatched }
        : job with
        {
            State = JobState.Running,
            Total = p.Total,
            Done = p.Done,
            Added = p.Added,
            Changed = p.Updated,
            Unchanged = p.Unchanged,
            Failed = p.Failed,
            Failures = [.. (_report?.Failures ?? []).Take(FailuresShown).Select(f => new IngestFailure(f.Name, $"{f.Reason}: {f.Detail}"))],
            RatePerSecond = p.PerSecond,
            EtaSeconds = p.Remaining?.TotalSeconds,
            Message = _stage,
            KnownLensesMatched = KnownLenses.Matched,
            KnownLensesUnmatched = KnownLenses.Unmatched,
        };
}
