using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Grains.Catalogs;

/// <summary>A catalogue's jobs, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("catalog-jobs")]
public sealed record CatalogJobs([property: Id(0)] IReadOnlyList<IngestJob> Jobs)
{
    public static CatalogJobs None { get; } = new([]);

    /// <summary>The job that shall run now: one that was cut off, else the first that waits.</summary>
    public IngestJob? Next => Jobs.FirstOrDefault(j => j.State == JobState.Running) ?? Jobs.FirstOrDefault(j => j.State == JobState.Queued);

    /// <summary>A new job at the end, or the one that an earlier call under the same operation started.</summary>
    public (StartIngestAnswer Answer, CatalogJobs? Next) Start(IngestOrder order, DateTimeOffset now)
    {
        if (order.Operation is not null && Jobs.FirstOrDefault(j => j.Order.Operation == order.Operation && j.Order.Campaign == order.Campaign) is { } earlier)
        {
            return earlier.Order == order
                ? (new StartIngestAnswer(StartIngestOutcome.Already, earlier), null)
                : (new StartIngestAnswer(StartIngestOutcome.OperationReused, null), null);
        }

        var job = new IngestJob(Jobs.Count + 1, JobState.Queued, order, null, 0, 0, 0, 0, 0, [], null, null, now, null, null);
        return (new StartIngestAnswer(StartIngestOutcome.Started, job), new CatalogJobs([.. Jobs, job]));
    }

    /// <summary>The jobs with one of them as it ended; null where it was over already, as another activation may have found.</summary>
    public CatalogJobs? Over(IngestJob job) => IsOver(job.Number) ? null : With(job);

    private CatalogJobs With(IngestJob job) => new([.. Jobs.Select(j => j.Number == job.Number ? job : j)]);

    /// <summary>The jobs with one of them running; null where that one is over, as another activation may have found.</summary>
    public CatalogJobs? Running(int number) => IsOver(number) ? null : With(Jobs[number - 1] with { State = JobState.Running });

    private bool IsOver(int number) => Jobs[number - 1].State is JobState.Done or JobState.Failed or JobState.Cancelled;

    /// <summary>The jobs after one that waited was called off; null where it does not wait.</summary>
    public CatalogJobs? CalledOff(int number, DateTimeOffset now)
        => Jobs.FirstOrDefault(j => j.Number == number) is { State: JobState.Queued } job
            ? With(job with { State = JobState.Cancelled, FinishedAt = now })
            : null;
}
