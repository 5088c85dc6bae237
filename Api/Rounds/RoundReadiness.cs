using LensGrains.Api.Labels;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Whether a round would have anything to train on now, so that asking for one gets its answer at once.</summary>
internal sealed class RoundReadiness(LabelBooks books, KnownLenses knownLenses)
{
    /// <summary>Why a round would be refused, or null where it would train.</summary>
    public async Task<string?> WhyNotAsync(CampaignState campaign, CancellationToken cancellationToken)
    {
        var known = await knownLenses.OfAsync(campaign, cancellationToken);
        var said = await books.ReadAsync(campaign, Fold, cancellationToken);
        var examples = TrainingLabels.For(said, [.. known.Values], campaign.Classes.Positive, campaign.Policy);
        return TrainingLabels.Refusal(examples, campaign.Policy.PresumedNegatives) switch
        {
            RoundRefusal.NoLabels => "Nothing is labelled yet.",
            RoundRefusal.NoPositives => $"There is no source of the class '{campaign.Classes.Positive}' yet, neither labelled nor known.",
            RoundRefusal.NoNegatives => $"Every label is '{campaign.Classes.Positive}'; a round needs another class too.",
            _ => null,
        };
    }

    private static FoldedLabels Fold(LabelBook book) => new(
        [.. book.SourcesAfter(null).Select(book.Verdict).OfType<SourceVerdict>()],
        [.. book.SourcesAfter(null).Select(book.Review).OfType<CandidateVerdict>()],
        new Dictionary<Ordinal, double>());
}
