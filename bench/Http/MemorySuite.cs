using LensGrains.Bench.Harness;

namespace LensGrains.Bench.Http;

/// <summary>Anonymous memory of the server with 1,000,000 sources and a campaign from which pages are dealt.</summary>
internal static class MemorySuite
{
    private const int Sources = 1_000_000;
    private const int Dimensions = 64;
    private const int Pages = 50;

    public static async Task RunAsync(Report report, string folder)
    {
        var vectors = EmbeddingFiles.Write(folder, Sources, Dimensions);
        using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var campaign = await CampaignClient.CreateAsync(server.Owner, "million", "million");
        var peak = 0.0;
        var job = await campaign.IngestAsync(new { embeddings = vectors }, () => peak = Math.Max(peak, server.MemoryMiB("RssAnon")));
        report.Add($"ingest.embeddings.{Sources}", HttpSuite.SecondsOf(job), "s", 1, note: $"{Dimensions} features");
        var readings = new List<double>();
        for (var page = 0; page < Pages; page++)
        {
            await campaign.SubmitAsync(await campaign.OpenPageAsync(), $"page-{page}");
            readings.Add(server.MemoryMiB("RssAnon"));
        }

        report.Add($"memory.{Sources}", Quantile.Median(readings), "MiB", readings.Count, note: "RssAnon of the server while pages are dealt");
        report.Add($"memory.{Sources}.ingest", peak, "MiB", 1, note: "highest RssAnon seen while ingesting");
        report.Add($"memory.{Sources}.mapped", server.MemoryMiB("RssFile"), "MiB", 1, note: "RssFile: mapped files and libraries");
    }
}
