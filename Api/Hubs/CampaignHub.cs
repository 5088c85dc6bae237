using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Core.Ids;
using Microsoft.AspNetCore.SignalR;

namespace LensGrains.Api.Hubs;

/// <summary>Something changed about a campaign; <paramref name="Version"/> grows. Who sees a gap fetches again.</summary>
internal sealed record Hint(string Campaign, long Version);

/// <summary>Tells browsers that something changed. What changed is fetched.</summary>
internal sealed class CampaignHub(CampaignDirectory directory, HintRelay relay) : Hub
{
    public const string Path = "/hubs/campaigns";
    private const string Watching = "watching";

    /// <summary>From now on this connection hears of the campaign.</summary>
    /// <exception cref="HubException">There is no such campaign, or the token does not open it.</exception>
    public async Task Watch(string campaign)
    {
        if (!Slug.IsValid(campaign) || Context.User.TryGrant()?.Opens(new CampaignId(campaign)) != true)
        {
            throw new HubException("This token opens no such campaign.");
        }

        var id = new CampaignId(campaign);
        await directory.FactsAsync(id, Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, campaign, Context.ConnectionAborted);
        if (Watched().Add(id))
        {
            await relay.JoinAsync(id);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var campaign in Watched())
        {
            relay.Leave(campaign);
        }

        return base.OnDisconnectedAsync(exception);
    }

    private HashSet<CampaignId> Watched()
    {
        if (Context.Items.TryGetValue(Watching, out var kept))
        {
            return (HashSet<CampaignId>)kept!;
        }

        var watched = new HashSet<CampaignId>();
        Context.Items[Watching] = watched;
        return watched;
    }
}
