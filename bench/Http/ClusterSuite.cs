using System.Diagnostics;
using LensGrains.Bench.Harness;
using LensGrains.Silo;

namespace LensGrains.Bench.Http;

/// <summary>
/// What one process does and, in a lane that can, one to three silos behind an API node, all on this machine's loopback and over one
/// store: submissions, pages out of 1,000,000 sources in 16 pools, and the time from the start of the processes to the first page.
/// </summary>
internal static class ClusterSuite
{
    private const int Sources = 1_000_000;
    private const int Dimensions = 8;
    private const int Annotators = 16;
    private const int PagesEach = 20;
    private const int Runs = 5;
    private const int ColdStarts = 5;

    public static async Task RunAsync(Report report, string folder)
    {
        var vectors = EmbeddingFiles.Write(folder, Sources, Dimensions);
        foreach (var silos in Lane.IsCluster ? new[] { 0, 1, 2, 3 } : [0])
        {
            var data = Path.Combine(folder, $"data-{silos}");
            var name = silos == 0 ? "one-process" : $"silos-{silos}";
            using (var cluster = await ClusterProcesses.StartAsync(data, silos))
            {
                await MeasureAsync(report, cluster, vectors, name);
            }

            await ColdStartsAsync(report, data, silos, name);
        }
    }

    private static async Task MeasureAsync(Report report, ClusterProcesses cluster, string vectors, string name)
    {
        var owner = await CampaignClient.CreateAsync(cluster.Front.Owner, "sky", "sky");
        var job = await owner.IngestAsync(new { embeddings = vectors });
        report.Add($"ingest.{Sources}.{name}", HttpSuite.SecondsOf(job), "s", 1);
        var clients = await Task.WhenAll(Enumerable.Range(0, Annotators).Select(i => cluster.Front.AnnotatorAsync($"a{i}")));
        var load = new SubmitLoad([.. clients.Select(c => new CampaignClient(c, "sky"))], PagesEach, name);
        await PagesAsync(report, owner, name);

        await load.SubmitAsync(await load.OpenAsync());
        load.Forget();
        var rates = new List<double>();
        var processor = TimeSpan.Zero;
        for (var run = 0; run < Runs; run++)
        {
            var open = await load.OpenAsync();
            var before = cluster.ProcessorTime;
            rates.Add(await load.SubmitAsync(open));
            processor += cluster.ProcessorTime - before;
        }

        var each = processor.TotalMilliseconds / load.Latencies.Count;
        report.Add($"submit.rate.{name}", Quantile.Median(rates), "labels/s", Runs, note: FormattableString.Invariant($"{each:F2} ms of all processes' processors a submission"));
        report.Add($"submit.p99.{name}", Quantile.Of(load.Latencies, 0.99), "ms", load.Latencies.Count);
        report.Add($"submit.median.{name}", Quantile.Median(load.Latencies), "ms", load.Latencies.Count);
    }

    private static async Task PagesAsync(Report report, CampaignClient owner, string name)
    {
        var first = Stopwatch.GetTimestamp();
        await owner.ReleaseAsync(await owner.OpenPageAsync());
        report.Add($"page.http.first.{Sources}.{name}", Stopwatch.GetElapsedTime(first).TotalMilliseconds, "ms", 1);
        var times = new List<double>();
        for (var run = 0; run < 61; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await owner.OpenPageAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await owner.ReleaseAsync(page);
        }

        report.Add($"page.http.{Sources}.{name}", Quantile.Median(times.Skip(10)), "ms", times.Count - 10, note: "durable lease included");
    }

    /// <summary>All processes were killed; from their start to a page, once with what the last start left in no cache but the disk's.</summary>
    private static async Task ColdStartsAsync(Report report, string data, int silos, string name)
    {
        var seconds = new List<double>();
        for (var run = 0; run < ColdStarts; run++)
        {
            var started = Stopwatch.GetTimestamp();
            using var cluster = await ClusterProcesses.StartAsync(data, silos);
            var page = await new CampaignClient(cluster.Front.Owner, "sky").OpenPageWhenReadyAsync();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            await new CampaignClient(cluster.Front.Owner, "sky").ReleaseAsync(page);
        }

        report.Add($"start.first-page.{Sources}.{name}", Quantile.Median(seconds), "s", seconds.Count, note: "after SIGKILL of all processes");
    }
}
