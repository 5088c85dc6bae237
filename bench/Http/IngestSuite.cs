using System.Diagnostics;
using LensGrains.Bench.Harness;
using LensGrains.Imaging.Simulation;

namespace LensGrains.Bench.Http;

/// <summary>Three-band FITS cutouts of 64 pixels through the server: ingest with features, and their pictures.</summary>
internal static class IngestSuite
{
    private const int Sources = 600;
    private const int Runs = 5;

    public static async Task RunAsync(Report report, string folder)
    {
        var sky = Directory.CreateDirectory(Path.Combine(folder, "sky")).FullName;
        foreach (var source in SimulatedSky.Generate(new SkyOptions { Count = Sources, Prevalence = 0.02 }))
        {
            FitsWriter.WriteBands(source.Cutout, sky, source.Truth.Name);
        }

        using var server = await ServerProcess.StartAsync(Path.Combine(folder, "data"));
        var rates = new List<double>();
        var processor = TimeSpan.Zero;
        CampaignClient campaign = null!;
        for (var run = -1; run < Runs; run++)
        {
            campaign = await CampaignClient.CreateAsync(server.Owner, $"fits-{run + 1}", $"fits-{run + 1}");
            var before = server.ProcessorTime;
            var job = await campaign.IngestAsync(new { folder = sky });
            if (run >= 0)
            {
                rates.Add(Sources / HttpSuite.SecondsOf(job));
                processor += server.ProcessorTime - before;
            }
        }

        var each = processor.TotalMilliseconds / (Runs * Sources);
        report.Add("ingest.fits", Quantile.Median(rates), "1/s", Runs, note: FormattableString.Invariant($"{Sources} sources a run, features and priors included; {each:F2} ms of the server's processors each"));
        await PicturesAsync(report, campaign);
    }

    private static async Task PicturesAsync(Report report, CampaignClient campaign)
    {
        var images = new List<string>();
        for (var page = 0; page < 12; page++)
        {
            images.AddRange((await campaign.OpenPageAsync()).Images);
        }

        var cold = await TimesAsync(campaign, images);
        var warm = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            warm.AddRange((await TimesAsync(campaign, images)).Skip(20));
        }

        report.Add("image.cold", Quantile.Median(cold.Skip(20)), "ms", cold.Count - 20);
        report.Add("image.cold.p99", Quantile.Of(cold.Skip(20), 0.99), "ms", cold.Count - 20);
        report.Add("image.warm", Quantile.Median(warm), "ms", warm.Count);
        report.Add("image.warm.p99", Quantile.Of(warm, 0.99), "ms", warm.Count);
    }

    private static async Task<List<double>> TimesAsync(CampaignClient campaign, List<string> images)
    {
        var times = new List<double>();
        foreach (var image in images)
        {
            var started = Stopwatch.GetTimestamp();
            await campaign.ImageAsync(image);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}
