using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Auth;
using LensGrains.Api.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Grains.Interfaces.Catalogs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LensGrains.Api.Ingests;

/// <summary>Ingest jobs of a campaign's catalogue.</summary>
internal static class IngestEndpoints
{
    public static void MapIngests(this IEndpointRouteBuilder campaign)
    {
        var group = campaign.MapGroup("/ingests").WithTags("ingests");
        group.MapPost("", Start).RequireAuthorization(Access.Own).WithName("startIngest").WithSummary("Starts an ingest; the same operationId gets the same job.");
        group.MapGet("", List).WithName("ingests").WithSummary("Ingest jobs, newest first.").Produces<Listing<IngestJobMessage>>();
        group.MapGet("/{n:int}", Get).WithName("ingest").WithSummary("How far a job is.");
        group.MapPost("/{n:int}/cancel", Cancel).RequireAuthorization(Access.Own).WithName("cancelIngest").WithSummary("Stops a job; what it has taken in stays.");
    }

    private static async Task<Results<Accepted<IngestJobMessage>, Refusal>> Start(
        string c, Body<StartIngestMessage> body, HttpContext context, IGrainFactory grains, CampaignDirectory directory)
    {
        var asked = body.Value;
        if ((Operations.CheckOptional(asked.OperationId) ?? Check(asked)) is { } wrong)
        {
            return wrong;
        }

        var facts = await directory.FactsAsync(new CampaignId(c), context.RequestAborted);
        var operation = asked.OperationId is null ? (OperationId?)null : new OperationId(asked.OperationId);
        var order = new IngestOrder(
            facts.Id, operation, Full(asked.Folder), Full(asked.Manifest), Full(asked.Embeddings), Full(asked.KnownLenses),
            asked.RadiusArcsec ?? 3, asked.Suffixes);
        return (await grains.GetGrain<ICatalogGrain>(facts.Catalog.Value).StartIngest(order, context.RequestAborted)).Job is { } job
            ? TypedResults.Accepted($"/api/v1/campaigns/{c}/ingests/{job.Number}", IngestJobMessage.Of(job))
            : Problems.OperationReused();
    }

    private static async Task<IResult> List(
        string c, HttpContext context, IGrainFactory grains, CampaignDirectory directory, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var behind = Paging.After(after) ?? int.MaxValue;
        var facts = await directory.FactsAsync(new CampaignId(c), context.RequestAborted);
        var jobs = await grains.GetGrain<ICatalogGrain>(facts.Catalog.Value).Jobs(context.RequestAborted);
        var items = jobs.Where(j => j.Number < behind).OrderByDescending(j => j.Number).Select(IngestJobMessage.Of);
        return Formats.Answer(
            context, Paging.Take(items, most, j => j.Number.ToString(CultureInfo.InvariantCulture)), IngestJobMessage.Csv, $"{c}-ingests.csv");
    }

    private static async Task<Results<Ok<IngestJobMessage>, Refusal>> Get(
        string c, int n, HttpContext context, IGrainFactory grains, CampaignDirectory directory)
    {
        var facts = await directory.FactsAsync(new CampaignId(c), context.RequestAborted);
        return await grains.GetGrain<ICatalogGrain>(facts.Catalog.Value).Job(n, context.RequestAborted) is { } job
            ? TypedResults.Ok(IngestJobMessage.Of(job))
            : Problems.UnknownIngest();
    }

    private static async Task<Results<Ok<IngestJobMessage>, Refusal>> Cancel(
        string c, int n, HttpContext context, IGrainFactory grains, CampaignDirectory directory)
    {
        var facts = await directory.FactsAsync(new CampaignId(c), context.RequestAborted);
        var catalog = grains.GetGrain<ICatalogGrain>(facts.Catalog.Value);
        await catalog.Cancel(n, context.RequestAborted);
        return await catalog.Job(n, context.RequestAborted) is { } job ? TypedResults.Ok(IngestJobMessage.Of(job)) : Problems.UnknownIngest();
    }

    private static Refusal? Check(StartIngestMessage asked)
    {
        (string Field, string? Path, bool IsFolder)[] given =
        [
            ("folder", asked.Folder, true), ("manifest", asked.Manifest, false), ("embeddings", asked.Embeddings, false), ("knownLenses", asked.KnownLenses, false),
        ];
        var problems = given
            .Where(g => g.Path is not null && !(g.IsFolder ? Directory.Exists(g.Path) : File.Exists(g.Path)))
            .Select(g => new FieldProblem(g.Field, g.IsFolder ? "The server has no such folder." : "The server has no such file."))
            .ToList();
        var inputs = given.Take(3).Count(g => g.Path is not null);
        if (inputs > 1 || (inputs == 0 && asked.KnownLenses is null))
        {
            problems.Add(new FieldProblem("folder", "Exactly one of folder, manifest and embeddings (or knownLenses alone)."));
        }

        if (asked.RadiusArcsec is { } radius && radius is not (> 0 and <= 3_600))
        {
            problems.Add(new FieldProblem("radiusArcsec", "More than 0, at most 3600."));
        }

        return problems.Count == 0 ? null : Problems.Invalid(problems);
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);
}
