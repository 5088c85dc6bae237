using System.Text.Json.Serialization;
using LensGrains.Core.Ids;

namespace LensGrains.Core.Labeling;

/// <summary>What one annotator currently says about one source. Values, never increments: applying one twice changes nothing.</summary>
/// <param name="Source">The source.</param>
/// <param name="Label">The class, or null for no opinion.</param>
/// <param name="Unsure">The annotator doubts the label (or could not decide, where there is none).</param>
/// <param name="Skip">The annotator passed over the source; that is not a label.</param>
/// <param name="Comment">Free text, at most 2,000 characters.</param>
/// <param name="Verdict">What a closer look came to; given alone, as <see cref="LabelKind.Verdict"/>.</param>
/// <param name="Origin">Where the label comes from; null: from a person, or from an import whose makers are not known.</param>
/// <param name="DataSet">The data set that an imported label belongs to, by the id of its card; null for none.</param>
[GenerateSerializer, Immutable, Alias("judgement")]
public sealed record Judgement(
    Ordinal Source,
    string? Label = null,
    bool Unsure = false,
    bool Skip = false,
    string? Comment = null,
    Verdict? Verdict = null,
    LabelOrigin? Origin = null,
    string? DataSet = null)
{
    /// <summary>Nothing said: the state after everything was taken back.</summary>
    [JsonIgnore]
    public bool IsEmpty => Label is null && !Unsure && !Skip && Comment is null && Verdict is null;
}

/// <summary>Where a label comes from.</summary>
[GenerateSerializer, Alias("label-kind")]
public enum LabelKind
{
    /// <summary>One annotator's vote.</summary>
    Label,

    /// <summary>A decision that outranks all votes.</summary>
    Adjudication,

    /// <summary>A vote brought in from elsewhere.</summary>
    Import,

    /// <summary>What a closer look at a candidate came to; apart from votes and adjudications.</summary>
    Verdict,
}

/// <summary>What happens to the tiles of a page that a submission does not name.</summary>
[GenerateSerializer, Alias("rest-of-page")]
public enum RestOfPage
{
    /// <summary>Nothing: only what was said counts.</summary>
    Explicit,

    /// <summary>They become positives (SL_discovery's rule).</summary>
    Positive,

    /// <summary>They become the campaign's negative class.</summary>
    Negative,
}
