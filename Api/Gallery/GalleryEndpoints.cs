using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Api.Sources;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;

namespace LensGrains.Api.Gallery;

/// <summary>One picture of a gallery.</summary>
internal sealed record GalleryItemMessage(
    string SourceId,
    string Name,
    string ImageUrl,
    string? Label,
    bool Unsure,
    bool Known,
    string? Grade,
    double? Score,
    string? Annotator,
    DateTimeOffset? LabelledAt)
{
    public static CsvLayout<GalleryItemMessage> Csv { get; } = new(
        ("sourceId", g => g.SourceId),
        ("name", g => g.Name),
        ("label", g => g.Label),
        ("unsure", g => g.Unsure),
        ("known", g => g.Known),
        ("grade", g => g.Grade),
        ("score", g => g.Score),
        ("annotator", g => g.Annotator),
        ("labelledAt", g => g.LabelledAt));
}

/// <summary>A part of a gallery: known lenses first, best grade first, then by the time of the label.</summary>
internal sealed record GalleryMessage(IReadOnlyList<GalleryItemMessage> Items, string? Next, int Total, int Known, int Selected);

/// <summary>All sources of one class, as pictures.</summary>
internal static class GalleryEndpoints
{
    private const string Unsure = "unsure";
    private const string Skip = "skip";
    private static readonly GradeOrder Grades = new();

    public static void MapGallery(this IEndpointRouteBuilder campaign) => campaign.MapGet("/gallery", List).WithTags("gallery")
        .WithName("gallery").WithSummary("Sources of a class (or 'unsure', 'skip'): known lenses by grade, then by time.").Produces<GalleryMessage>();

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, SourceTables tables, LabelBooks books,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "class")] string? className, string? after, int? limit)
    {
        var (most, start, stop) = (Paging.Limit(limit), Paging.After(after) ?? 0, context.RequestAborted);
        var state = await directory.StateAsync(new CampaignId(c), stop);
        var wanted = className ?? state.Classes.Positive;
        if (wanted is not (Unsure or Skip) && !state.Classes.Has(wanted))
        {
            return Problems.Invalid("class", $"One of: {string.Join(", ", state.Classes.Names)}, {Unsure}, {Skip}.");
        }

        var table = await tables.OpenAsync(state, state.CurrentRound, stop);
        var known = KnownOf(table, wanted);
        var labelled = await books.ReadAsync(state, book => LabelledOf(book, table, wanted), stop);
        var all = known.Select(s => new Pick(s, null, null)).Concat(labelled.OrderBy(l => l.At).ThenBy(l => l.Source)).ToArray();
        var items = all.Skip(start).Take(most).Select(p => ItemOf(table, p)).ToArray();
        var next = start + items.Length < all.Length ? (start + items.Length).ToString(CultureInfo.InvariantCulture) : null;
        return context.Request.WantsCsv()
            ? Formats.Answer(context, new Listing<GalleryItemMessage>(items, next), GalleryItemMessage.Csv, $"{c}-gallery.csv")
            : TypedResults.Ok(new GalleryMessage(items, next, all.Length, known.Length, labelled.Length));
    }

    private static Ordinal[] KnownOf(SourceTable table, string wanted)
        => [.. table.Known.Values.Where(k => k.IsKept && k.Ordinal.Value < table.Catalog.Count && table.LabelOf(k.Ordinal) == wanted)
            .OrderBy(k => k.Grade ?? "", Grades).ThenBy(k => k.Ordinal).Select(k => k.Ordinal)];

    private static Pick[] LabelledOf(LabelBook book, SourceTable table, string wanted)
    {
        var picks = new List<Pick>();
        foreach (var source in book.SourcesAfter(null))
        {
            var isKnown = table.Known.TryGetValue(source.Value, out var known) && known.IsKept;
            var fits = wanted switch
            {
                Unsure => book.IsUnsure(source),
                Skip => book.IsSkipped(source),
                _ => !isKnown && table.LabelOf(source) == wanted,
            };
            if (fits && source.Value < table.Catalog.Count)
            {
                var last = book.Current(source).MaxBy(s => s.At);
                picks.Add(new Pick(source, last?.Annotator.Value, last?.At));
            }
        }

        return [.. picks];
    }

    private static GalleryItemMessage ItemOf(SourceTable table, Pick pick)
    {
        var row = table.RowOf(pick.Source);
        return new GalleryItemMessage(
            row.SourceId, row.Name, row.ImageUrl, row.Label, row.Unsure, row.Known, row.Grade, row.Score, pick.Annotator, pick.At);
    }

    private readonly record struct Pick(Ordinal Source, string? Annotator, DateTimeOffset? At);
}
