using System.CommandLine;
using System.Net;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary>
/// <c>lens ingest PATH --campaign C</c>: takes a folder of images, a CSV manifest or NPY/NPZ embeddings into a campaign,
/// which is made where it does not exist, and follows the job to its end.
/// </summary>
internal static class IngestCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var asked = new IngestOptions();
        var json = CommonOptions.Json();
        var command = new Command("ingest", "take sources into a campaign") { json };
        asked.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var campaign = parsed.GetValue(asked.Campaign)!;
            var start = asked.Read(parsed);
            await EnsureCampaignAsync(surroundings, client, asked.ReadCampaign(parsed), stop);
            var job = await client.StartIngestAsync(campaign, start, stop);
            if (!parsed.GetValue(asked.NoWait))
            {
                job = await new IngestProgress(surroundings, client, campaign).FollowAsync(job, stop);
            }

            Print(surroundings, job, parsed.GetValue(json));
            return job.State is "failed" or "cancelled" ? 1 : 0;
        });
        return command;
    }

    private static async Task EnsureCampaignAsync(
        Surroundings surroundings, LensClient client, CreateCampaign campaign, CancellationToken stop)
    {
        try
        {
            await client.GetCampaignAsync(campaign.Id, stop);
        }
        catch (ProblemException unknown) when (unknown.Status == HttpStatusCode.NotFound)
        {
            await client.CreateCampaignAsync(campaign, stop);
            surroundings.Note($"made campaign {campaign.Id} with the classes {string.Join(", ", campaign.Classes)}");
        }
    }

    private static void Print(Surroundings surroundings, IngestJob job, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(job, MessageJson.Default.IngestJob);
            return;
        }

        surroundings.Line(
            $"ingest {job.Number} {job.State}: {job.Added} added, {job.Changed} changed, {job.Unchanged} unchanged, {job.Failed} failed");
        foreach (var failure in job.Failures ?? [])
        {
            surroundings.Line($"  {failure.Name}: {failure.Reason}");
        }

        if (job.Message is not null)
        {
            surroundings.Line(job.Message);
        }
    }
}
