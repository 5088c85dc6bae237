using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Pages;

/// <summary>Pages: dealing them, keeping them, giving them back, answering them.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder campaign)
    {
        var group = campaign.MapGroup("/pages").WithTags("pages").RequireAuthorization(Access.Annotate);
        group.MapPost("", Open).WithName("openPage").WithSummary("Deals a page; the same operationId gets the same page.")
            .WithDescription("'queue' asks for sources of one kind: highest, uncertain, threshold, odd, diverse or random; what runs short is filled up at random.");
        group.MapGet("", List).WithName("pages").WithSummary("The annotator's own open pages, oldest first.").Produces<Listing<PageMessage>>();
        group.MapPost("/{page}/renew", Renew).WithName("renewPage").WithSummary("Keeps a page for another lease.");
        group.MapDelete("/{page}", Release).WithName("releasePage").WithSummary("Gives a page back.");
        group.MapPost("/{page}/labels", Submit).WithName("submitPage").WithSummary("Labels for a page: durable before the answer.");
    }

    private static async Task<Results<Ok<PageMessage>, Refusal>> Open(
        string c, Body<OpenPageMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, TileMapper tiles, TimeProvider time)
    {
        var asked = body.Value;
        if (Operations.CheckOptional(asked.OperationId) is { } wrong)
        {
            return wrong;
        }

        var campaign = new CampaignId(c);
        var operation = asked.OperationId is null ? (OperationId?)null : new OperationId(asked.OperationId);
        var answer = await Session(grains, campaign, context)
            .OpenPage(new OpenPageRequest(operation, asked.Size, asked.Queue), context.RequestAborted);
        switch (answer.Outcome)
        {
            case OpenPageOutcome.Opened:
                return TypedResults.Ok(await tiles.MapAsync(campaign, answer.Page!, context.RequestAborted));
            case OpenPageOutcome.NothingLeft:
                var state = await directory.StateAsync(campaign, context.RequestAborted);
                return TypedResults.Ok(new PageMessage("", time.GetUtcNow(), state.CurrentRound, []));
            case OpenPageOutcome.TooManyOpen:
                return Problems.TooManyOpenPages((await directory.StateAsync(campaign, context.RequestAborted)).Policy.MaxOpenPages);
            case OpenPageOutcome.InvalidSize:
                return Problems.Invalid("size", "1 to 200.");
            default:
                return Problems.UnknownCampaign();
        }
    }

    private static async Task<IResult> List(string c, HttpContext context, IGrainFactory grains, TileMapper tiles)
    {
        var campaign = new CampaignId(c);
        var open = await Session(grains, campaign, context).Pages(context.RequestAborted);
        var pages = await Task.WhenAll(open.Select(page => tiles.MapAsync(campaign, page, context.RequestAborted)));
        return Formats.Answer(context, new Listing<PageMessage>(pages, null), PageMessage.Csv, "pages.csv");
    }

    private static async Task<Results<Ok<PageRenewedMessage>, Refusal>> Renew(string c, string page, HttpContext context, IGrainFactory grains)
    {
        var (campaign, id) = (new CampaignId(c), new PageId(page));
        if (await Session(grains, campaign, context).Renew(id, context.RequestAborted) is { } until)
        {
            return TypedResults.Ok(new PageRenewedMessage(page, until));
        }

        return await WhyNotAsync(campaign, id, context, grains);
    }

    private static async Task<Results<NoContent, Refusal>> Release(string c, string page, HttpContext context, IGrainFactory grains)
    {
        var (campaign, id) = (new CampaignId(c), new PageId(page));
        return await Session(grains, campaign, context).Release(id, context.RequestAborted)
            ? TypedResults.NoContent()
            : await WhyNotAsync(campaign, id, context, grains);
    }

    private static async Task<Results<Ok<SubmitAnswerMessage>, Refusal>> Submit(
        string c, string page, Body<SubmitPageMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, LabelReading reading)
    {
        if (Operations.Check(body.Value.OperationId) is { } wrong)
        {
            return wrong;
        }

        var (campaign, id, stop) = (new CampaignId(c), new PageId(page), context.RequestAborted);
        var session = Session(grains, campaign, context);
        var (judgements, problems) = await reading.ReadAsync(campaign, body.Value.Labels, stop);
        if (problems.Count > 0)
        {
            return await session.Knows(id, stop) ? Problems.Invalid(problems) : await WhyNotAsync(campaign, id, context, grains);
        }

        var rest = body.Value.Rest ?? (await directory.StateAsync(campaign, stop)).Policy.RestOfPage;
        var answer = await session.Submit(new SubmitPage(id, new OperationId(body.Value.OperationId!), body.Hash, judgements, rest), stop);
        if (answer.Outcome is SubmitOutcome.NotYourPage or SubmitOutcome.UnknownPage)
        {
            return await WhyNotAsync(campaign, id, context, grains);
        }

        return LabelReading.RefusalOf(answer) is { } refusal
            ? refusal
            : TypedResults.Ok(new SubmitAnswerMessage(answer.Operation.Value, answer.Outcome, answer.Accepted));
    }

    /// <summary>Why a page is not the caller's to use: somebody else's, closed, or never dealt at all.</summary>
    private static async Task<Refusal> WhyNotAsync(CampaignId campaign, PageId page, HttpContext context, IGrainFactory grains)
    {
        if (page.Owner is not { } owner || !await SessionOf(grains, campaign, owner).Knows(page, context.RequestAborted))
        {
            return Problems.UnknownPage();
        }

        return owner == context.Grant().Annotator ? Problems.PageClosed() : Problems.PageHeldByAnother();
    }

    private static ILabelingSessionGrain Session(IGrainFactory grains, CampaignId campaign, HttpContext context)
        => SessionOf(grains, campaign, context.Grant().Annotator);

    private static ILabelingSessionGrain SessionOf(IGrainFactory grains, CampaignId campaign, AnnotatorId annotator)
        => grains.GetGrain<ILabelingSessionGrain>(GrainKeys.Session(campaign, annotator));
}
