using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Grains.Catalogs;

/// <summary>A catalogue's jobs, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("catalog-jobs")]
public sealed record CatalogJobs([property: Id(0)] IReadOnlyList<IngestJob> Jobs)
{
    public static CatalogJobs None { get; } = new([]);

    /// <summary>The job that shall run now: one that was cut off, else the first that waits.</summary>
    public IngestJob? Next => Jobs.FirstOrDefault(j => j.State == JobState.Running) ?? Jobs.FirstOrDefault(j => j.State == JobState.Queued);

    /// <summary>The job that an earlier call under the same operation started.</summary>
    public IngestJob? Answered(IngestOrder order)
        => order.Operation is { } operation
            ? Jobs.FirstOrDefault(j => j.Order.Operation == operation && j.Order.Campaign == order.Campaign)
            : null;

    public (IngestJob Job, CatalogJobs? Next) With(IngestOrder order, DateTimeOffset now)
    {
        var job = new IngestJob(Jobs.Count + 1, JobState.Queued, order, null, 0, 0, 0, 0, 0, [], null, null, now, null, null);
        return (job, new CatalogJobs([.. Jobs, job]));
    }

    public CatalogJobs With(IngestJob job) => new([.. Jobs.Select(j => j.Number == job.Number ? job : j)]);

    public CatalogJobs Running(int number) => With(Jobs[number - 1] with { State = JobState.Running });

    /// <summary>The jobs after one ended; null where it cannot.</summary>
    public CatalogJobs? Ended(int number, JobState state, DateTimeOffset now, bool onlyQueued)
        => Jobs.FirstOrDefault(j => j.Number == number) is { } job && (job.State == JobState.Queued || !onlyQueued)
            ? With(job with { State = state, FinishedAt = now })
            : null;
}
