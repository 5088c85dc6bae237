using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Campaigns;

/// <summary>Whatever is asked of a campaign: it must exist, and the token must open it. Runs before any body is read.</summary>
internal sealed class CampaignGate(RequestDelegate next, CampaignDirectory directory)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetRouteValue("c") is string name && context.User.TryGrant() is { } grant)
        {
            if (!Slug.IsValid(name))
            {
                await Problems.UnknownCampaign().ExecuteAsync(context);
                return;
            }

            var campaign = new CampaignId(name);
            if (!grant.Opens(campaign))
            {
                await Problems.Forbidden("This token opens other campaigns only.").ExecuteAsync(context);
                return;
            }

            await directory.FactsAsync(campaign, context.RequestAborted);
        }

        await next(context);
    }
}
