using System.Diagnostics;
using LensGrains.Bench.Harness;

namespace LensGrains.Bench.Http;

/// <summary>Pages and submissions through HTTP: 147,203 sources with 256 features, 2,375 of them labelled, 16 annotators.</summary>
internal static class HttpSuite
{
    private const int Sources = 147_203;
    private const int Dimensions = 256;
    private const int Labelled = 2_375;
    private const int Annotators = 16;
    private const int LabelsPerPage = 10;
    private const int PagesEach = 40;
    private const int SubmissionsBesideTraining = 2_000;
    private const int MostRoundsBesideTraining = 8;
    private const int Runs = 5;

    public static async Task RunAsync(Report report, string folder)
    {
        using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var pages = await CampaignClient.CreateAsync(server.Owner, "pages", "sky");
        var job = await pages.IngestAsync(new { embeddings = EmbeddingFiles.Write(folder, Sources, Dimensions) });
        report.Add($"ingest.embeddings.{Sources}", SecondsOf(job), "s", 1);
        await CampaignClient.CreateAsync(server.Owner, "labels", "sky");
        var clients = await Task.WhenAll(Enumerable.Range(0, Annotators).Select(i => server.AnnotatorAsync($"a{i}")));
        var annotators = Of(clients, "labels");

        var load = new SubmitLoad(annotators, PagesEach, "idle");
        await SubmissionsAsync(report, load, () => server.ProcessorTime);
        await LoopAsync(report, load);
        await ImportAsync(pages);
        await WhileTrainingAsync(report, server, pages, clients);
        await PagesAsync(report, pages, $".{Sources}");
    }

    public static double SecondsOf(System.Text.Json.JsonElement job)
        => (job.GetProperty("finishedAt").GetDateTimeOffset() - job.GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds;

    private static CampaignClient[] Of(HttpClient[] clients, string campaign) => [.. clients.Select(c => new CampaignClient(c, campaign))];

    /// <summary>Submissions of pages that are open already.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="load">The annotators.</param>
    /// <param name="processorTime">What the server has used of its processors so far.</param>
    /// <param name="suffix">Behind the figures' names.</param>
    public static async Task SubmissionsAsync(Report report, SubmitLoad load, Func<TimeSpan> processorTime, string suffix = "")
    {
        await load.SubmitAsync(await load.OpenAsync());
        load.Forget();
        var rates = new List<double>();
        var processor = TimeSpan.Zero;
        for (var run = 0; run < Runs; run++)
        {
            var open = await load.OpenAsync();
            var before = processorTime();
            rates.Add(await load.SubmitAsync(open));
            processor += processorTime() - before;
        }

        var each = processor.TotalMilliseconds / load.Latencies.Count;
        report.Add($"submit.rate{suffix}", Quantile.Median(rates), "labels/s", Runs, note: FormattableString.Invariant($"{each:F2} ms of the server's processors a submission"));
        report.Add($"submit.p99{suffix}", Quantile.Of(load.Latencies, 0.99), "ms", load.Latencies.Count);
        report.Add($"submit.median{suffix}", Quantile.Median(load.Latencies), "ms", load.Latencies.Count);
    }

    /// <summary>A page, the first and those after it; <paramref name="suffix"/> stands behind the figures' names.</summary>
    public static async Task PagesAsync(Report report, CampaignClient pages, string suffix)
    {
        var first = Stopwatch.GetTimestamp();
        await pages.ReleaseAsync(await pages.OpenPageAsync());
        report.Add($"page.http.first{suffix}", Stopwatch.GetElapsedTime(first).TotalMilliseconds, "ms", 1);
        var times = new List<double>();
        for (var run = 0; run < 61; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await pages.OpenPageAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await pages.ReleaseAsync(page);
        }

        report.Add($"page.http{suffix}", Quantile.Median(times.Skip(10)), "ms", times.Count - 10, note: "durable lease included");
    }

    private static async Task LoopAsync(Report report, SubmitLoad load)
    {
        var rates = new List<double>();
        await load.OpenAndSubmitAsync();
        for (var run = 0; run < Runs; run++)
        {
            rates.Add(await load.OpenAndSubmitAsync());
        }

        report.Add("submit.loop.rate", Quantile.Median(rates), "labels/s", Runs, note: "each page opened in the loop");
    }

    private static async Task ImportAsync(CampaignClient pages)
    {
        var labels = Enumerable.Range(0, Labelled).Select(i => i * (Sources / Labelled))
            .Select(s => new { sourceId = EmbeddingFiles.NameOf(s), label = EmbeddingFiles.IsLens(s) ? "lens" : "non-lens" });
        await pages.PostAsync("labels", new { operationId = "import", kind = "import", labels });
        await pages.UntilAsync("", c => c.GetProperty("labelled").EnumerateObject().Sum(l => l.Value.GetInt32()) == Labelled);
    }

    /// <summary>
    /// Submissions to another campaign of the same server while rounds train, as many rounds as it takes. Only submissions that began and
    /// ended between two answers that say "training" count.
    /// </summary>
    private static async Task WhileTrainingAsync(Report report, ServerProcess server, CampaignClient pages, HttpClient[] clients)
    {
        var (latencies, rates, seconds) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; latencies.Count < SubmissionsBesideTraining && run < MostRoundsBesideTraining; run++)
        {
            await CampaignClient.CreateAsync(server.Owner, $"beside-{run}", "sky");
            var load = new SubmitLoad(Of(clients, $"beside-{run}"), 1, $"training-{run}");
            using var stop = new CancellationTokenSource();
            var submitting = load.SubmitUntilAsync(stop.Token);
            var started = Stopwatch.GetTimestamp();
            var (from, to) = await TrainAsync(pages);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            await stop.CancelAsync();
            var beside = (await submitting).Where(s => s.Began >= from && s.Ended <= to).ToArray();
            latencies.AddRange(beside.Select(s => Stopwatch.GetElapsedTime(s.Began, s.Ended).TotalMilliseconds));
            rates.Add(beside.Length * LabelsPerPage / Stopwatch.GetElapsedTime(from, to).TotalSeconds);
        }

        report.Add("round.http", Quantile.Median(seconds), "s", seconds.Count, note: "train, score and publish, submissions beside it");
        report.Add("submit.p99.training", Quantile.Of(latencies, 0.99), "ms", latencies.Count, note: $"over {seconds.Count} rounds; pages opened in the loop");
        report.Add("submit.max.training", latencies.Max(), "ms", latencies.Count);
        report.Add("submit.loop.rate.training", Quantile.Median(rates), "labels/s", rates.Count, note: "each page opened in the loop");
    }

    /// <summary>Runs a round; the first and the last moment at which it was seen training.</summary>
    private static async Task<(long From, long To)> TrainAsync(CampaignClient pages)
    {
        var path = $"rounds/{(await pages.PostAsync("rounds", new { })).GetProperty("number").GetInt32()}";
        var (from, to) = (0L, 0L);
        await pages.UntilAsync(path, round =>
        {
            if (CampaignClient.StateOf(round) == "training")
            {
                to = Stopwatch.GetTimestamp();
                from = from == 0 ? to : from;
            }

            return IsOver(round);
        });
        return (from, to);
    }

    private static bool IsOver(System.Text.Json.JsonElement round) => CampaignClient.StateOf(round) switch
    {
        "published" => true,
        "failed" or "refused" or "cancelled" => throw new InvalidOperationException($"The round was not published: {round}"),
        _ => false,
    };
}
