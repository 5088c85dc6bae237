using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Imaging;
using Microsoft.Net.Http.Headers;

namespace LensGrains.Api.Images;

/// <summary>
/// Pictures of sources. What cannot be read is 422 for programs; a page's image element (which accepts <c>image/…</c>) gets a
/// crossed-out tile with status 200 and the reason in the header <c>Lens-Image-Fault</c>.
/// </summary>
internal static class ImageEndpoints
{
    private const string FaultHeader = "Lens-Image-Fault";

    public static void MapImages(this IEndpointRouteBuilder campaign) => campaign.MapGet("/sources/{s}/image", Get).WithTags("sources")
        .WithName("sourceImage").WithSummary("A picture (JPEG, or PNG with ?format=png) of size 16 to 2048, with cache validators.")
        .Produces(200, contentType: "image/jpeg", additionalContentTypes: "image/png").Produces(304);

    private static async Task<IResult> Get(
        string c, string s, HttpContext context, CampaignDirectory directory, CatalogCache catalogs, SourceImages images,
        string? size, string? stretch, string? bands, string? format)
    {
        var facts = await directory.FactsAsync(new CampaignId(c), context.RequestAborted);
        if (await catalogs.FindAsync(facts.Catalog, new SourceId(s), context.RequestAborted) is not { } found)
        {
            return Problems.UnknownSource();
        }

        var row = found.Catalog.Get(found.Source);
        var (request, refusal) = ImageRequest.Read(size, stretch, bands, format);
        if ((refusal ?? request!.CheckBands([.. row.Bands.Select(b => b.Band)])) is { } wrong)
        {
            return wrong;
        }

        return await AnswerAsync(context, row, request!, images);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, SourceRow row, ImageRequest request, SourceImages images)
    {
        var tag = new EntityTagHeaderValue($"\"{request.NameFor(row)}\"");
        var headers = context.Response.GetTypedHeaders();
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(t => t.Compare(tag, useStrongComparison: false) || t.Equals(EntityTagHeaderValue.Any)))
        {
            SetCaching(context, row, headers, tag);
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var (bytes, fault) = await images.GetAsync(row, request, context.RequestAborted);
        if (bytes is not null)
        {
            SetCaching(context, row, headers, tag);
            return TypedResults.Bytes(bytes, request.Format == PictureFormat.Png ? "image/png" : "image/jpeg");
        }

        headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        context.Response.Headers[FaultHeader] = fault!.Code;
        return AcceptsImages(context.Request) ? TypedResults.Bytes(ErrorTile.Bytes, "image/png") : Problems.UnreadableImage(fault.Code, fault.Reason);
    }

    /// <summary>An address that names the content never changes what it shows; any other is asked about again.</summary>
    private static void SetCaching(HttpContext context, SourceRow row, Microsoft.AspNetCore.Http.Headers.ResponseHeaders headers, EntityTagHeaderValue tag)
    {
        var version = context.Request.Query["v"].ToString();
        var isFixed = version.Length >= 8 && row.ContentHash.StartsWith(version, StringComparison.Ordinal);
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue
        {
            Private = true,
            MaxAge = isFixed ? TimeSpan.FromDays(365) : TimeSpan.FromMinutes(10),
            Extensions = { new NameValueHeaderValue(isFixed ? "immutable" : "must-revalidate") },
        };
    }

    private static bool AcceptsImages(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(a => a.Type.Equals("image", StringComparison.OrdinalIgnoreCase));
}
