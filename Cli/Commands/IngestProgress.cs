using System.Globalization;
using LensGrains.Cli.Client;
using Spectre.Console;

namespace LensGrains.Cli.Commands;

/// <summary>Follows an ingest to its end: a bar with rate and time left on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class IngestProgress(Surroundings surroundings, LensClient client, string campaign)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private const int PollsPerLine = 10;

    public Task<IngestJob> FollowAsync(IngestJob job, CancellationToken stop)
        => surroundings.Error.Profile.Capabilities.Interactive ? FollowWithBarAsync(job, stop) : FollowWithLinesAsync(job, stop);

    /// <summary>One line about a running job, e.g. <c>1200 of 5000, 240 per second, 16 s left, 2 failed</c>.</summary>
    public static string Describe(IngestJob job)
    {
        var parts = new List<string> { job.Total is { } total ? $"{job.Done} of {total}" : $"{job.Done}" };
        if (job.RatePerSecond is { } rate)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate:0} per second"));
        }

        if (job.EtaSeconds is { } left)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left):0} s left"));
        }

        if (job.Failed > 0)
        {
            parts.Add($"{job.Failed} failed");
        }

        return string.Join(", ", parts);
    }

    private async Task<IngestJob> FollowWithLinesAsync(IngestJob job, CancellationToken stop)
    {
        for (var poll = 1; !job.IsOver; poll++)
        {
            await Task.Delay(Poll, surroundings.Time, stop);
            job = await client.GetIngestAsync(campaign, job.Number, stop);
            if (poll % PollsPerLine == 0 && !job.IsOver)
            {
                surroundings.Note(Describe(job));
            }
        }

        return job;
    }

    private Task<IngestJob> FollowWithBarAsync(IngestJob job, CancellationToken stop)
        => surroundings.Error.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async bar =>
            {
                var task = bar.AddTask(Describe(job));
                while (!job.IsOver)
                {
                    await Task.Delay(Poll, surroundings.Time, stop);
                    job = await client.GetIngestAsync(campaign, job.Number, stop);
                    task.IsIndeterminate = job.Total is null;
                    task.MaxValue = Math.Max(1, job.Total ?? 1);
                    task.Value = job.Done;
                    task.Description = Markup.Escape(Describe(job));
                }

                return job;
            });
}
