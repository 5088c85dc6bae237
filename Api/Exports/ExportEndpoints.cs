using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Rounds;
using LensGrains.Api.Sources;
using LensGrains.Core.Ids;
using Microsoft.Net.Http.Headers;

namespace LensGrains.Api.Exports;

/// <summary>Everything of a campaign in one file.</summary>
internal static class ExportEndpoints
{
    private const string ZipType = "application/zip";

    public static void MapExport(this IEndpointRouteBuilder campaign) => campaign.MapGet("/export", Get).WithTags("campaigns")
        .WithName("export").WithSummary("Everything in one zip: labels, scores, sources, remarks, rounds, and a manifest with hashes.")
        .WithDescription("Scores are those of the current round, or of ?round=. Streamed; an export that breaks off is no valid archive.")
        .Produces(200, contentType: ZipType);

    private static async Task<IResult> Get(
        string c, HttpContext context, CampaignDirectory directory, SourceTables tables, RoundReader rounds, CampaignExport export, int? round)
    {
        var stop = context.RequestAborted;
        var state = await directory.StateAsync(new CampaignId(c), stop);
        if (round is { } asked && (asked < 1 || asked > state.Rounds.Count))
        {
            return Problems.UnknownRound();
        }

        var table = await tables.OpenAsync(state, round ?? state.CurrentRound, stop);
        if (round is not null && table.Scores.Count == 0)
        {
            return Problems.NotPublished();
        }

        var published = await rounds.PublishedAsync(state.Id, table.Round, stop);
        return new ZipAnswer($"{c}.zip", target => export.WriteAsync(table, published?.ManifestHash, target, stop));
    }

    /// <summary>A streamed archive. Where it cannot be finished the connection is cut, so that nobody takes a part for the whole.</summary>
    private sealed class ZipAnswer(string fileName, Func<Stream, Task> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = ZipType;
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = fileName }.ToString();
            try
            {
                await write(response.Body);
            }
            catch (Exception)
            {
                httpContext.Abort();
                throw;
            }
        }
    }
}
