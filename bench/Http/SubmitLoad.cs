using System.Diagnostics;

namespace LensGrains.Bench.Http;

/// <summary>Annotators who submit pages of ten as fast as they are answered.</summary>
internal sealed class SubmitLoad(CampaignClient[] annotators, int pagesEach, string name)
{
    private const int LabelsPerPage = 10;
    private int _run;

    /// <summary>Milliseconds from request to answer, of all submissions since the last <see cref="Forget"/>.</summary>
    public List<double> Latencies { get; } = [];

    public void Forget() => Latencies.Clear();

    public Task<List<DealtPage>[]> OpenAsync() => Task.WhenAll(annotators.Select(async annotator =>
    {
        var pages = new List<DealtPage>();
        for (var i = 0; i < pagesEach; i++)
        {
            pages.Add(await annotator.OpenPageAsync());
        }

        return pages;
    }));

    /// <summary>Submits pages that are open already; labels a second.</summary>
    public async Task<double> SubmitAsync(List<DealtPage>[] pages)
    {
        var run = _run++;
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(annotators.Select((annotator, i) => Task.Run(() => SubmitAllAsync(annotator, pages[i], $"{name}-{run}"))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Latencies.AddRange(latencies.SelectMany(l => l));
        return annotators.Length * pagesEach * LabelsPerPage / seconds;
    }

    /// <summary>Opens a page, submits it, and so on; labels a second.</summary>
    public async Task<double> OpenAndSubmitAsync()
    {
        var run = _run++;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(annotators.Select(annotator => Task.Run(async () =>
        {
            for (var i = 0; i < pagesEach; i++)
            {
                await annotator.SubmitAsync(await annotator.OpenPageAsync(), $"{name}-loop-{run}-{i}");
            }
        })));
        return annotators.Length * pagesEach * LabelsPerPage / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Opens pages and submits them until it is told to stop or nothing is left; when each submission began and ended.</summary>
    public async Task<List<(long Began, long Ended)>> SubmitUntilAsync(CancellationToken stop)
    {
        var run = _run++;
        var submissions = await Task.WhenAll(annotators.Select(annotator => Task.Run(() => SubmitUntilAsync(annotator, $"{name}-{run}", stop), CancellationToken.None)));
        return [.. submissions.SelectMany(s => s)];
    }

    private static async Task<List<(long Began, long Ended)>> SubmitUntilAsync(CampaignClient annotator, string operation, CancellationToken stop)
    {
        var submissions = new List<(long, long)>();
        while (!stop.IsCancellationRequested && await annotator.OpenPageAsync() is { Sources.Length: > 0 } page)
        {
            var began = Stopwatch.GetTimestamp();
            await annotator.SubmitAsync(page, $"{operation}-{submissions.Count}");
            submissions.Add((began, Stopwatch.GetTimestamp()));
        }

        return submissions;
    }

    private static async Task<List<double>> SubmitAllAsync(CampaignClient annotator, List<DealtPage> pages, string operation)
    {
        var latencies = new List<double>();
        foreach (var page in pages)
        {
            var started = Stopwatch.GetTimestamp();
            await annotator.SubmitAsync(page, $"{operation}-{latencies.Count}");
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }
}
