using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Members;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Members;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Campaigns;

/// <summary>Campaigns: making them, listing them, one of them.</summary>
internal static class CampaignEndpoints
{
    private const string IdRule = "Lower-case letters, digits and dashes: [a-z0-9][a-z0-9-]{0,62}.";
    private static readonly string[] Reserved = ["unsure", "skip", "any"];

    public static void MapCampaigns(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/campaigns").WithTags("campaigns");
        group.MapPost("", Create).RequireAuthorization(Access.Own).WithName("createCampaign").WithSummary("Makes a campaign.");
        group.MapGet("", List).WithName("campaigns").WithSummary("The campaigns that the token opens, by id.").Produces<Listing<CampaignMessage>>();
        group.MapPatch("/{c}/policy", ChangePolicy).RequireAuthorization(Access.Own).WithName("changePolicy")
            .WithSummary("Changes what is named of a campaign's policy, from the next page and round on.");
        group.MapGet("/{c}", Get).WithName("campaign").WithSummary("A campaign with its counts.");
    }

    private static async Task<Results<Created<CampaignMessage>, Refusal>> Create(
        Body<CreateCampaignMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory, CampaignReader reader, NamedWeights weights)
    {
        var asked = body.Value;
        var problems = Check(asked);
        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        var id = new CampaignId(asked.Id!);
        if (!context.Grant().Opens(id))
        {
            return Problems.Forbidden("This token opens other campaigns only.");
        }

        var classes = new ClassScheme(asked.Classes!, asked.Positive!);
        var policy = (asked.Policy ?? new PolicyMessage()).ToPolicy();
        var wrong = MemberSpecs.Check(classes, policy) is { Count: > 0 } unusable ? unusable : await weights.CheckAsync(policy.Members, context.RequestAborted);
        if (wrong.Count > 0)
        {
            return Problems.Invalid(wrong);
        }

        await directory.NoteAsync(id);
        var command = new CreateCampaign(asked.Name ?? asked.Id!, classes, new CatalogId(asked.Catalog ?? asked.Id!), policy);
        var answer = await grains.GetGrain<ICampaignGrain>(id.Value).Create(command, context.RequestAborted);
        return answer.Outcome switch
        {
            CreateOutcome.Taken => Problems.CampaignExists(),
            CreateOutcome.Invalid => Problems.Invalid(answer.Problems ?? []),
            _ => TypedResults.Created($"/api/v1/campaigns/{id.Value}", (await reader.FindAsync(id, context.RequestAborted))!),
        };
    }

    private static async Task<IResult> List(HttpContext context, CampaignDirectory directory, CampaignReader reader, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var found = new List<CampaignMessage>();
        await foreach (var id in directory.ListAsync(after, context.RequestAborted))
        {
            if (found.Count > most)
            {
                break;
            }

            if (context.Grant().Opens(id) && await reader.FindAsync(id, context.RequestAborted) is { } campaign)
            {
                found.Add(campaign);
            }
        }

        return Formats.Answer(context, Paging.Take(found, most, c => c.Id), CampaignMessage.Csv, "campaigns.csv");
    }

    private static async Task<Results<Ok<CampaignMessage>, Refusal>> Get(string c, HttpContext context, CampaignReader reader)
        => await reader.FindAsync(new CampaignId(c), context.RequestAborted) is { } campaign
            ? TypedResults.Ok(campaign)
            : Problems.UnknownCampaign();

    private static async Task<Results<Ok<CampaignMessage>, Refusal>> ChangePolicy(
        string c, Body<PolicyMessage> body, HttpContext context, IGrainFactory grains, CampaignReader reader, NamedWeights weights)
    {
        var grain = grains.GetGrain<ICampaignGrain>(c);
        if (await grain.Describe(context.RequestAborted) is not { } campaign)
        {
            return Problems.UnknownCampaign();
        }

        var before = campaign.State.Policy;
        if (body.Value.Seed is { } seed && seed != before.Seed)
        {
            return Problems.Invalid([new FieldProblem("seed", "The seed decides what members never train on; it stays.")]);
        }

        var policy = body.Value.Change(before, body.Emptied);
        var added = policy.Members.Where(m => !before.Members.Any(m.Means));
        var wrong = MemberSpecs.Check(campaign.State.Classes, policy) is { Count: > 0 } unusable ? unusable : await weights.CheckAsync(added, context.RequestAborted);
        var problems = wrong.Count > 0 ? wrong : await grain.ChangePolicy(policy, context.RequestAborted);
        return problems is { Count: > 0 }
            ? Problems.Invalid(problems)
            : TypedResults.Ok((await reader.FindAsync(new CampaignId(c), context.RequestAborted))!);
    }

    private static List<FieldProblem> Check(CreateCampaignMessage asked)
    {
        var problems = new List<FieldProblem>();
        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                problems.Add(new FieldProblem(field, message));
            }
        }

        Require(Slug.IsValid(asked.Id), "id", IdRule);
        Require(asked.Name is null or { Length: > 0 and <= 200 }, "name", "1 to 200 characters.");
        Require(asked.Classes is not null, "classes", "The classes are required, in the order of their keys.");
        Require(asked.Classes?.Any(c => c is null || Reserved.Contains(c)) != true, "classes", "A class is not called 'unsure', 'skip' or 'any'.");
        Require(asked.Positive is not null, "positive", "The class that is searched for is required.");
        Require(asked.Catalog is null || Slug.IsValid(asked.Catalog), "catalog", IdRule);
        Require(asked.Policy?.Members?.Any(m => m is null) != true, "policy.members", "A member is an object with a kind.");
        return problems;
    }
}
