using System.CommandLine;
using System.Globalization;
using LensGrains.Cli.Client;

namespace LensGrains.Cli.Commands;

/// <summary><c>lens status [CAMPAIGN]</c>: where campaigns stand.</summary>
internal static class StatusCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var server = new ServerOptions(surroundings);
        var campaign = new Argument<string?>("campaign") { Arity = ArgumentArity.ZeroOrOne, Description = "one campaign only" };
        var json = CommonOptions.Json();
        var command = new Command("status", "where campaigns stand") { campaign, json };
        server.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = server.Connect(parsed);
            var id = parsed.GetValue(campaign);
            Campaign[] campaigns = id is null
                ? await client.ListCampaignsAsync(stop).ToArrayAsync(stop)
                : [await client.GetCampaignAsync(id, stop)];
            Print(surroundings, campaigns, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static void Print(Surroundings surroundings, Campaign[] campaigns, bool asJson)
    {
        if (asJson)
        {
            surroundings.Json(campaigns, MessageJson.Default.CampaignArray);
            return;
        }

        string[] heads = ["campaign", "state", "sources", "labelled", "available", "submissions", "round", "threshold"];
        surroundings.Table(heads, campaigns.Select(Row));
        foreach (var refused in campaigns.Where(campaign => campaign.Refusal is not null))
        {
            surroundings.Line($"{refused.Id}: {refused.Refusal}");
        }
    }

    private static string[] Row(Campaign campaign) =>
    [
        campaign.Id,
        campaign.State,
        campaign.Sources.ToString(CultureInfo.InvariantCulture),
        string.Join(", ", campaign.Labelled.Select(count => $"{count.Key} {count.Value}")),
        campaign.Available.ToString(CultureInfo.InvariantCulture),
        campaign.Submissions.ToString(CultureInfo.InvariantCulture),
        campaign.ActiveRound is { } active ? $"{campaign.CurrentRound} ({active} under way)" : $"{campaign.CurrentRound}",
        campaign.Threshold?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-",
    ];
}
