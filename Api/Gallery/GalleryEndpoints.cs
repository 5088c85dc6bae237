using System.Globalization;
using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Api.Remarks;
using LensGrains.Api.Sources;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

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
    IReadOnlyList<string> Flags,
    double? Score,
    string? Annotator,
    DateTimeOffset? LabelledAt,
    Verdict? Verdict = null,
    string? VerdictBy = null,
    DateTimeOffset? VerdictAt = null)
{
    public static CsvLayout<GalleryItemMessage> Csv { get; } = new(
        ("sourceId", g => g.SourceId),
        ("name", g => g.Name),
        ("label", g => g.Label),
        ("unsure", g => g.Unsure),
        ("known", g => g.Known),
        ("grade", g => g.Grade),
        ("flags", g => FlagText.Of(g.Flags)),
        ("score", g => g.Score),
        ("annotator", g => g.Annotator),
        ("labelledAt", g => g.LabelledAt),
        ("verdict", g => g.Verdict),
        ("verdictBy", g => g.VerdictBy),
        ("verdictAt", g => g.VerdictAt));
}

/// <summary>A part of a gallery: known lenses first, best grade first, then by the time of the label.</summary>
internal sealed record GalleryMessage(IReadOnlyList<GalleryItemMessage> Items, string? Next, int Total, int Known, int Selected);

/// <summary>What a gallery shows: a class (or unsure, skip, any), and of it what has a grade, a flag or a verdict.</summary>
internal sealed record GalleryFilter(string Class, string? Grade, string? Flag, Verdict? Verdict)
{
    public const string Unsure = "unsure";
    public const string Skip = "skip";

    /// <summary>Everything that somebody labelled, doubted, skipped, graded, flagged or commented, and the known lenses.</summary>
    public const string Any = "any";

    /// <summary>True where the source has the grade, the flag and the verdict that are asked for.</summary>
    public bool HasMarks(SourceTable table, Ordinal source)
        => (Verdict is null || table.Reviews.GetValueOrDefault(source.Value)?.Verdict == Verdict)
           && (Grade is null || table.GradeOf(source) == Grade) && (Flag is null || table.RemarksOn(source).Flags.Contains(Flag));
}

/// <summary>All sources of one class, as pictures.</summary>
internal static class GalleryEndpoints
{
    private static readonly GradeOrder Grades = new();

    public static void MapGallery(this IEndpointRouteBuilder campaign) => campaign.MapGet("/gallery", List).WithTags("gallery")
        .WithName("gallery").WithSummary("Sources of a class (or 'unsure', 'skip', 'any'): known lenses by grade, then by time.")
        .WithDescription("?grade=, ?flag= and ?verdict= keep the sources that have exactly this grade, this flag, this verdict.").Produces<GalleryMessage>();

    private static async Task<IResult> List(
        string c, HttpContext context, CampaignDirectory directory, SourceTables tables, LabelBooks books,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "class")] string? className, string? grade, string? flag, string? verdict, string? after, int? limit)
    {
        var (most, start, stop) = (Paging.Limit(limit), Paging.After(after) ?? 0, context.RequestAborted);
        var state = await directory.StateAsync(new CampaignId(c), stop);
        var wanted = new GalleryFilter(className ?? state.Classes.Positive, Given(grade), Given(flag), VerdictOf(verdict));
        if (wanted.Class is not (GalleryFilter.Unsure or GalleryFilter.Skip or GalleryFilter.Any) && !state.Classes.Has(wanted.Class))
        {
            return Problems.Invalid(
                "class", $"One of: {string.Join(", ", [.. state.Classes.Names, GalleryFilter.Unsure, GalleryFilter.Skip, GalleryFilter.Any])}.");
        }

        if (Given(verdict) is not null && wanted.Verdict is null)
        {
            return Problems.Invalid("verdict", "One of: confirmed, interesting, falsePositive, normal.");
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

    private static Verdict? VerdictOf(string? text)
        => Enum.TryParse<Verdict>(text, ignoreCase: true, out var verdict) && Enum.IsDefined(verdict) && !char.IsAsciiDigit(text[0]) ? verdict : null;

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Ordinal[] KnownOf(SourceTable table, GalleryFilter wanted)
        => [.. table.Known.Values.Where(k => k.IsKept && k.Ordinal.Value < table.Catalog.Count)
            .Where(k => wanted.Class == GalleryFilter.Any || table.LabelOf(k.Ordinal) == wanted.Class)
            .Where(k => wanted.HasMarks(table, k.Ordinal))
            .OrderBy(k => table.GradeOf(k.Ordinal) ?? "", Grades).ThenBy(k => k.Ordinal).Select(k => k.Ordinal)];

    private static Pick[] LabelledOf(LabelBook book, SourceTable table, GalleryFilter wanted)
    {
        var spokenOf = book.SourcesAfter(null);
        if (wanted.Class == GalleryFilter.Any)
        {
            spokenOf = spokenOf.Concat(table.Remarks.Keys.Select(k => new Ordinal(k))).Distinct();
        }

        return [.. spokenOf.Where(s => s.Value < table.Catalog.Count && IsOf(book, table, wanted.Class, s) && wanted.HasMarks(table, s))
            .Select(s => PickOf(book, table, s))];
    }

    private static bool IsOf(LabelBook book, SourceTable table, string wanted, Ordinal source)
    {
        var isKnown = table.Known.TryGetValue(source.Value, out var known) && known.IsKept;
        return wanted switch
        {
            GalleryFilter.Unsure => book.IsUnsure(source),
            GalleryFilter.Skip => book.IsSkipped(source),
            GalleryFilter.Any => !isKnown,
            _ => !isKnown && table.LabelOf(source) == wanted,
        };
    }

    /// <summary>A source with who labelled it last, or else gave a verdict; where nobody did, who remarked on it last.</summary>
    private static Pick PickOf(LabelBook book, SourceTable table, Ordinal source)
    {
        if (book.Current(source).OrderBy(s => s.Kind == LabelKind.Verdict).ThenByDescending(s => s.At).FirstOrDefault() is { } said)
        {
            return new Pick(source, said.Annotator.Value, said.At);
        }

        var noted = table.RemarksOn(source).Remarks is [.., var last] ? last : null;
        return new Pick(source, noted?.Annotator.Value, noted?.At);
    }

    private static GalleryItemMessage ItemOf(SourceTable table, Pick pick)
    {
        var row = table.RowOf(pick.Source);
        return new GalleryItemMessage(
            row.SourceId, row.Name, row.ImageUrl, row.Label, row.Unsure, row.Known, row.Grade, row.Flags, row.Score, pick.Annotator, pick.At, row.Verdict,
            row.VerdictBy, row.VerdictAt);
    }

    private readonly record struct Pick(Ordinal Source, string? Annotator, DateTimeOffset? At);
}
