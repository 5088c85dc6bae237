using LensGrains.Api.Answers;
using LensGrains.Api.Campaigns;
using LensGrains.Api.Catalogs;
using LensGrains.Api.Pages;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
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
