using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Api.Remarks;
using LensGrains.Api.Sources;

namespace LensGrains.Api.Exports;

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Rows">Rows below the head of a table; items of a list.</param>
/// <param name="Bytes">Its length, not compressed.</param>
/// <param name="Sha256">SHA-256 of what it holds, lower-case hex.</param>
internal sealed record ExportedFileMessage(string Name, long Rows, long Bytes, string Sha256);

/// <summary>What an export holds, and what it was made of.</summary>
/// <param name="Product">LensGrains.</param>
/// <param name="Version">Of the product.</param>
/// <param name="ExportedAt">When it was begun.</param>
/// <param name="Campaign">The campaign's id.</param>
/// <param name="Name">What its users call it.</param>
/// <param name="CreatedAt">When the campaign was made.</param>
/// <param name="Classes">Its classes, in the order of their keys.</param>
/// <param name="Positive">The class that is searched for.</param>
/// <param name="Policy">The policy at the time of the export.</param>
/// <param name="Catalog">The catalogue.</param>
/// <param name="CatalogVersion">Its version, whose sources are in sources.csv.</param>
/// <param name="Round">The round of scores.csv; null where none is published.</param>
/// <param name="RoundManifest">Hash of what that round was trained on.</param>
/// <param name="Cut">Every annotator's journal position at the beginning: whatever was said up to there is in labels.csv.</param>
/// <param name="Files">All other files of the archive.</param>
internal sealed record ExportManifestMessage(
    string Product,
    string Version,
    DateTimeOffset ExportedAt,
    string Campaign,
    string Name,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Classes,
    string Positive,
    PolicyMessage Policy,
    string Catalog,
    long CatalogVersion,
    int? Round,
    string? RoundManifest,
    IReadOnlyDictionary<string, long> Cut,
    IReadOnlyList<ExportedFileMessage> Files);

/// <summary>What one annotator says of a source, beside what all of them amount to.</summary>
internal sealed record LabelRow(LabelMessage Source, VoteMessage Vote)
{
    public static CsvLayout<LabelRow> Csv { get; } = new(
        ("sourceId", r => r.Source.SourceId),
        ("name", r => r.Source.Name),
        ("annotator", r => r.Vote.Annotator),
        ("origin", r => r.Vote.Kind),
        ("label", r => r.Vote.Label),
        ("unsure", r => r.Vote.Unsure),
        ("skip", r => r.Vote.Skip),
        ("comment", r => r.Vote.Comment),
        ("at", r => r.Vote.At),
        ("consensus", r => r.Source.Label),
        ("votes", r => r.Source.Votes),
        ("agreeing", r => r.Source.Agreeing),
        ("adjudicated", r => r.Source.Adjudicated),
        ("grade", r => r.Source.Grade),
        ("flags", r => FlagText.Of(r.Source.Flags)),
        ("verdict", r => r.Vote.Verdict),
        ("dataSet", r => r.Vote.DataSet));
}

/// <summary>A source with its place on the sky and the version of its files.</summary>
internal sealed record CatalogRow(SourceRowMessage Source, double? RaDeg, double? DecDeg, int Version, string ContentHash)
{
    public static CsvLayout<CatalogRow> Csv { get; } = new(
        ("sourceId", r => r.Source.SourceId),
        ("name", r => r.Source.Name),
        ("raDeg", r => r.RaDeg),
        ("decDeg", r => r.DecDeg),
        ("score", r => r.Source.Score is { } score ? (float)score : null),
        ("uncertainty", r => r.Source.Uncertainty is { } uncertainty ? (float)uncertainty : null),
        ("label", r => r.Source.Label),
        ("unsure", r => r.Source.Unsure),
        ("known", r => r.Source.Known),
        ("grade", r => r.Source.Grade),
        ("flags", r => FlagText.Of(r.Source.Flags)),
        ("version", r => r.Version),
        ("contentHash", r => r.ContentHash));
}
