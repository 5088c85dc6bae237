using System.Collections.Immutable;

namespace LensGrains.Catalogs.Ingest;

/// <summary>Counts of a running job.</summary>
internal sealed class IngestTally(int total, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly List<IngestFailure> _failures = [];
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private int _failedSources;

    public int Added { get; set; }

    public int Updated { get; set; }

    public int Unchanged { get; set; }

    public void Fail(IngestFailure failure)
    {
        _failedSources++;
        List(failure);
    }

    /// <summary>Lists something that is no source of its own, such as a second row of the same name.</summary>
    public void List(IngestFailure failure)
    {
        _reasons[failure.Reason] = _reasons.GetValueOrDefault(failure.Reason) + 1;
        if (_failures.Count < IngestReport.MaximumFailures)
        {
            _failures.Add(failure);
        }
    }

    public IngestProgress Progress(IngestJobState state)
    {
        var done = Added + Updated + Unchanged + _failedSources;
        var seconds = clock.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? done / seconds : 0;
        TimeSpan? remaining = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : null;
        return new IngestProgress(total, done, Added, Updated, Unchanged, _reasons.Values.Sum(), rate, remaining, state);
    }

    public IngestReport Report(IngestJobState state, long catalogVersion)
        => new(Progress(state), catalogVersion, [.. _failures], _reasons.ToImmutableSortedDictionary());
}
