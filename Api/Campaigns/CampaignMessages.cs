using LensGrains.Api.Answers;

namespace LensGrains.Api.Campaigns;

/// <summary>Asks for a campaign.</summary>
internal sealed record CreateCampaignMessage
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>In key order: the page's key 1 is the first class.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    public string? Positive { get; init; }

    /// <summary>The catalogue; left out: one of the campaign's own name.</summary>
    public string? Catalog { get; init; }

    public PolicyMessage? Policy { get; init; }
}

/// <summary>Where a campaign stands, in one word.</summary>
internal enum CampaignWord
{
    /// <summary>No sources yet.</summary>
    Empty,

    /// <summary>The first ingest runs.</summary>
    Ingesting,

    Ready,

    /// <summary>A round is under way, beside labelling.</summary>
    Training,
}

/// <summary>The embedding set that the next round will use.</summary>
/// <param name="Set">Its name in the catalogue.</param>
/// <param name="Reason">Why that one, for people.</param>
internal sealed record EmbeddingMessage(string Set, string Reason);

/// <summary>A campaign with its counts, which are of sources.</summary>
internal sealed record CampaignMessage(
    string Id,
    string Name,
    CampaignWord State,
    long Version,
    IReadOnlyList<string> Classes,
    string Positive,
    string Catalog,
    PolicyMessage Policy,
    int Sources,
    IReadOnlyDictionary<string, int> Labelled,
    int Unsure,
    int Skipped,
    int KnownLenses,
    int Available,
    int Submissions,
    int CurrentRound,
    int? ActiveRound,
    int? LabelsUntilRound,
    string? Refusal,
    double? Threshold,
    EmbeddingMessage? Embedding)
{
    public static CsvLayout<CampaignMessage> Csv { get; } = new(
        ("id", c => c.Id),
        ("name", c => c.Name),
        ("state", c => c.State),
        ("sources", c => c.Sources),
        ("labelled", c => c.Labelled.Values.Sum()),
        ("unsure", c => c.Unsure),
        ("skipped", c => c.Skipped),
        ("knownLenses", c => c.KnownLenses),
        ("available", c => c.Available),
        ("submissions", c => c.Submissions),
        ("currentRound", c => c.CurrentRound),
        ("activeRound", c => c.ActiveRound),
        ("threshold", c => c.Threshold));
}

/// <summary>What shall be as it was: the labels since the last published round, or the members.</summary>
internal enum ResetWhat
{
    Round,
    Model,
}

/// <summary>Takes back labels or forgets the members.</summary>
internal sealed record ResetMessage
{
    public string? OperationId { get; init; }

    public ResetWhat? What { get; init; }
}

internal sealed record ResetAnswerMessage(string OperationId, ResetWhat What, int LabelsTakenBack);
