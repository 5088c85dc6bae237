using System.Text.Json.Serialization;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Catalogs;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;

namespace LensGrains.Core.Rounds;

/// <summary>One example that members train on. What is left out has its usual value, so that files stay short.</summary>
/// <param name="Source">The source.</param>
/// <param name="Positive">True for the class that is searched for.</param>
/// <param name="Known">True where it comes from the list of known lenses.</param>
/// <param name="Target">What a member shall say, in [0, 1]; null: 1 for positives, 0 for the others.</param>
/// <param name="Weight">How much oftener it is drawn than another of its class, above 0; null: 1.</param>
/// <param name="Origin">Where its label comes from.</param>
/// <param name="DataSet">The data set that its label belongs to; null for none.</param>
/// <param name="Verdict">The verdict that decided about it or confirms it; null for none.</param>
/// <param name="Hard">True for a hard negative: marked as a false positive, or mined, see <see cref="Rounds.HardNegatives"/>.</param>
/// <param name="Age">Published rounds before this one, back to back, that had it with the same label.</param>
/// <param name="Group">The object it shows, named by an ordinal that its copies share; null: it has no copy among the examples.</param>
/// <param name="Fold">The fold that its object is in; null: by <see cref="Ensembles.Folds"/>.</param>
[GenerateSerializer, Immutable, Alias("example")]
public sealed record Example(
    Ordinal Source,
    bool Positive,
    bool Known,
    double? Target = null,
    double? Weight = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] LabelOrigin Origin = LabelOrigin.Human,
    string? DataSet = null,
    Verdict? Verdict = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Hard = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Age = 0,
    Ordinal? Group = null,
    int? Fold = null);

/// <summary>Why a round trains nothing.</summary>
[GenerateSerializer, Alias("round-refusal")]
public enum RoundRefusal
{
    /// <summary>It trains.</summary>
    None,

    /// <summary>No label at all.</summary>
    NoLabels,

    /// <summary>There are positives only.</summary>
    NoNegatives,

    /// <summary>There are negatives only.</summary>
    NoPositives,
}

/// <summary>What people, files and programs say of sources, folded.</summary>
/// <param name="Labels">What votes and adjudications come to.</param>
/// <param name="Reviews">The verdicts that hold.</param>
/// <param name="Posteriors">Probability of the positive class where several voted; empty unless soft labels are wanted.</param>
public sealed record FoldedLabels(
    IReadOnlyList<SourceVerdict> Labels, IReadOnlyList<CandidateVerdict> Reviews, IReadOnlyDictionary<Ordinal, double> Posteriors)
{
    /// <summary>Every source of which anything was ever said, skips and what was taken back included: nobody may presume anything of them.</summary>
    public IReadOnlyList<Ordinal> Mentioned { get; init; } = [];

    /// <summary>Folds what a campaign needs.</summary>
    public static FoldedLabels Of(LabelFold fold, string positive, CampaignPolicy policy) => new(
        [.. fold.Verdicts()], [.. fold.Reviews()], policy.SoftLabels ? fold.Posteriors(positive) : new Dictionary<Ordinal, double>())
    {
        Mentioned = [.. fold.Mentioned()],
    };

    /// <summary>The same without the sources that a catalogue has no more.</summary>
    public FoldedLabels Where(Func<Ordinal, bool> isThere) => this with
    {
        Labels = [.. Labels.Where(l => isThere(l.Source))], Reviews = [.. Reviews.Where(r => isThere(r.Source))],
    };
}

/// <summary>From labels, verdicts and known lenses to examples.</summary>
public static class TrainingLabels
{
    /// <summary>
    /// The examples of a manifest, by ordinal. A known lens that is kept is a positive, whatever was said of it without an
    /// adjudication; one below the grade cut is left out. An adjudication outranks a verdict, a verdict outranks votes: confirmed is a
    /// positive, false positive and normal are negatives, interesting trains nothing. A label without a class, one made by a model and
    /// (unless the policy says otherwise) a doubtful one train nothing.
    /// </summary>
    public static IReadOnlyList<Example> For(
        FoldedLabels said, IReadOnlyList<KnownLens> known, string positive, CampaignPolicy policy)
    {
        var examples = known.Where(k => k.IsKept)
            .ToDictionary(k => k.Ordinal, k => new Example(k.Ordinal, Positive: true, Known: true, Origin: LabelOrigin.Catalogue));
        var below = known.Where(k => !k.IsKept).Select(k => k.Ordinal).ToHashSet();
        var reviews = said.Reviews.ToDictionary(r => r.Source, r => r.Verdict);
        foreach (var label in said.Labels.Where(l => !below.Contains(l.Source)))
        {
            if ((label.Adjudicated || !examples.ContainsKey(label.Source)) && IsUsable(label, policy))
            {
                var example = Of(label, positive, said.Posteriors);
                examples[label.Source] = reviews.TryGetValue(label.Source, out var seen) && Agrees(seen, example.Positive)
                    ? example with { Verdict = seen }
                    : example;
            }
        }

        var ruled = said.Labels.Where(l => l.Adjudicated && l.Label is not null).Select(l => l.Source).ToHashSet();
        foreach (var (source, verdict) in reviews.Where(r => !below.Contains(r.Key) && !ruled.Contains(r.Key)))
        {
            Review(examples, source, verdict);
        }

        return [.. examples.Values.OrderBy(e => e.Source)];
    }

    private static void Review(Dictionary<Ordinal, Example> examples, Ordinal source, Verdict verdict)
    {
        if (examples.TryGetValue(source, out var example) && example.Known)
        {
            examples[source] = verdict == Verdict.Confirmed ? example with { Verdict = verdict } : example;
        }
        else if (verdict == Verdict.Interesting)
        {
            examples.Remove(source);
        }
        else
        {
            examples[source] = new Example(source, verdict == Verdict.Confirmed, Known: false, Verdict: verdict);
        }
    }

    private static bool IsUsable(SourceVerdict label, CampaignPolicy policy)
        => label.Label is not null && (policy.TrainOnUnsure || !label.Unsure)
           && (policy.TrainOnMachineLabels || label.Origin != LabelOrigin.Machine);

    private static bool Agrees(Verdict verdict, bool positive)
        => verdict != Verdict.Interesting && (verdict == Verdict.Confirmed) == positive;

    private static Example Of(SourceVerdict label, string positive, IReadOnlyDictionary<Ordinal, double> posteriors)
        => new(
            label.Source,
            label.Label == positive,
            Known: false,
            Target: posteriors.TryGetValue(label.Source, out var probability) ? probability : null,
            Origin: label.Origin,
            DataSet: label.DataSet);

    /// <summary>A round needs both classes; negatives may be presumed ones.</summary>
    /// <param name="examples">What people, files and programs say.</param>
    /// <param name="presumed">Negatives that are presumed beside it.</param>
    public static RoundRefusal Refusal(IReadOnlyList<Example> examples, int presumed)
    {
        var positives = examples.Count(e => e.Positive);
        return examples.Count == 0 ? RoundRefusal.NoLabels
            : positives == 0 ? RoundRefusal.NoPositives
            : positives == examples.Count && presumed == 0 ? RoundRefusal.NoNegatives
            : RoundRefusal.None;
    }
}
