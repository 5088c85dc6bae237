using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Pages;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Learning.Data;
using LabelKind = LensGrains.Core.Labeling.LabelKind;
using SubmitAnswer = LensGrains.Core.Labeling.SubmitAnswer;

namespace LensGrains.Api.Labels;

/// <summary>Labels on their way in: ids become ordinals, and what is missing is named.</summary>
internal sealed class LabelReading(CampaignDirectory directory, CatalogCache catalogs)
{
    private const int Most = 100_000;

    /// <summary>The judgements, or what is wrong with which field.</summary>
    public async Task<(IReadOnlyList<Judgement> Judgements, IReadOnlyList<FieldProblem> Problems)> ReadAsync(
        CampaignId campaign, IReadOnlyList<TileAnswerMessage>? labels, CancellationToken cancellationToken)
    {
        if (labels is null)
        {
            return ([], [new FieldProblem("labels", "A list of labels is required; it may be empty on a page.")]);
        }

        if (labels.Count > Most)
        {
            return ([], [new FieldProblem("labels", $"At most {Most} labels in one request.")]);
        }

        var facts = await directory.FactsAsync(campaign, cancellationToken);
        var judgements = new List<Judgement>(labels.Count);
        var problems = new List<FieldProblem>();
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] is not { SourceId: { Length: > 0 } id } label)
            {
                problems.Add(new FieldProblem($"labels[{i}].sourceId", "A sourceId is required."));
            }
            else if (await catalogs.FindAsync(facts.Catalog, new SourceId(id), cancellationToken) is not { } found)
            {
                problems.Add(new FieldProblem($"labels[{i}].sourceId", "The catalogue has no such source."));
            }
            else
            {
                judgements.Add(new Judgement(found.Source, label.Label, label.Unsure ?? false, label.Skip ?? false, label.Comment));
            }
        }

        return (judgements, problems);
    }

    /// <summary>The judgements of labels without a page: with verdicts, and with where they come from.</summary>
    public async Task<(IReadOnlyList<Judgement> Judgements, IReadOnlyList<FieldProblem> Problems)> ReadGivenAsync(
        CampaignId campaign, SubmitLabelsMessage message, LabelKind kind, CancellationToken cancellationToken)
    {
        var card = message.DataSet is { } id ? DataSetCards.Find(id) : null;
        if (message.DataSet is not null && (card is null || kind != LabelKind.Import))
        {
            var known = string.Join(", ", DataSetCards.Known.Select(c => c.Id));
            return ([], [new FieldProblem("dataSet", $"Only labels of kind import have one; there are cards for {known}.")]);
        }

        var (judgements, problems) = await ReadAsync(campaign, message.Labels, cancellationToken);
        if (problems.Count > 0)
        {
            return (judgements, problems);
        }

        var origin = message.Origin ?? (kind == LabelKind.Import ? card?.Origin ?? LabelOrigin.Import : null);
        var given = judgements.Zip(message.Labels!).Select(l => l.First with
        {
            Verdict = VerdictOf(l.Second.Verdict), Origin = origin, DataSet = message.DataSet,
        });
        return (given.ToArray(), kind == LabelKind.Verdict ? Missing(message.Labels!) : []);
    }

    private static FieldProblem[] Missing(IReadOnlyList<GivenLabelMessage> labels) =>
    [
        .. labels.Select((l, i) => (l.Verdict, Problem: new FieldProblem(
            $"labels[{i}].verdict", "confirmed, interesting, falsePositive, normal, or none to take one's own back."))).Where(l => l.Verdict is null)
            .Select(l => l.Problem),
    ];

    private static Verdict? VerdictOf(VerdictWord? word) => word switch
    {
        VerdictWord.Confirmed => Verdict.Confirmed,
        VerdictWord.Interesting => Verdict.Interesting,
        VerdictWord.FalsePositive => Verdict.FalsePositive,
        VerdictWord.Normal => Verdict.Normal,
        _ => null,
    };

    /// <summary>The refusal that an outcome amounts to, or null where the labels were taken.</summary>
    public static Refusal? RefusalOf(SubmitAnswer answer) => answer.Outcome switch
    {
        SubmitOutcome.Accepted or SubmitOutcome.AcceptedLate => null,
        SubmitOutcome.OperationReused => Problems.OperationReused(),
        SubmitOutcome.Invalid => Problems.Invalid(answer.Problems ?? []),
        SubmitOutcome.NothingToUndo => Problems.NothingToUndo(),
        SubmitOutcome.Forbidden => Problems.Forbidden("The role of this token does not allow it."),
        SubmitOutcome.NotYourPage => Problems.PageHeldByAnother(),
        _ => Problems.UnknownPage(),
    };
}
