using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Finds per round: when they dry up, it is time to stop.</summary>
internal static class FindsEndpoints
{
    private const int Window = 5;

    public static void MapFinds(this IEndpointRouteBuilder campaign) => campaign.MapGet("/finds", List).WithTags("rounds")
        .WithName("finds").WithSummary("Positives gained per round, with their mean over five.").Produces<Listing<FindsMessage>>();

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, CampaignReader reader, RoundReader rounds, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var behind = Paging.After(after) ?? -1;
        var state = await directory.StateAsync(new CampaignId(c), context.RequestAborted);
        var published = new List<RoundState>();
        foreach (var entry in state.Rounds.Where(r => r.Phase == RoundPhase.Published))
        {
            if (await rounds.PublishedAsync(state.Id, entry.Number, context.RequestAborted) is { } round)
            {
                published.Add(round);
            }
        }

        var campaign = (await reader.FindAsync(state.Id, context.RequestAborted))!;
        var items = Closed(published, state.Classes.Positive).Append(Open(published, state, campaign)).Where(f => f.Round > behind);
        return Formats.Answer(
            context, Paging.Take(items, most, f => f.Round.ToString(CultureInfo.InvariantCulture)), FindsMessage.Csv, $"{c}-finds.csv");
    }

    /// <summary>The published rounds, each against the one before it.</summary>
    internal static IEnumerable<FindsMessage> Closed(IReadOnlyList<RoundState> published, string positive)
    {
        var gained = new List<int>();
        for (var i = 0; i < published.Count; i++)
        {
            var before = i == 0 ? 0 : published[i - 1].Labels.Values.Sum();
            gained.Add(published[i].Metrics?.PositivesGained ?? published[i].Labels.GetValueOrDefault(positive));
            yield return new FindsMessage(
                published[i].Number, published[i].Labels.Values.Sum() - before, gained[^1], gained.TakeLast(Window).Average(), Closed: true);
        }
    }

    private static FindsMessage Open(List<RoundState> published, CampaignState state, CampaignMessage campaign)
    {
        var last = published.Count == 0 ? null : published[^1];
        var labelled = campaign.Labelled.Values.Sum() + campaign.KnownLenses - (last?.Labels.Values.Sum() ?? campaign.KnownLenses);
        var positives = campaign.Labelled.GetValueOrDefault(state.Classes.Positive) + campaign.KnownLenses
            - (last?.Labels.GetValueOrDefault(state.Classes.Positive) ?? campaign.KnownLenses);
        return new FindsMessage(Math.Max(state.Rounds.Count, state.CurrentRound) + 1, Math.Max(0, labelled), Math.Max(0, positives), null, Closed: false);
    }
}
