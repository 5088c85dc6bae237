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
        await HttpSuite.PagesAsync(report, owner, $".{Sources}.{name}");
        await HttpSuite.SubmissionsAsync(report, load, () => cluster.ProcessorTime, $".{name}");
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
