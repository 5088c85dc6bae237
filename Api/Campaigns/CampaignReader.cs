using LensGrains.Api.Labels;
using LensGrains.Api.Rounds;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;

namespace LensGrains.Api.Campaigns;

/// <summary>
/// Puts a campaign together for people. What was labelled is counted from the journals, so that it holds every label
/// acknowledged so far; what is left to deal comes from the pools, which follow a moment later.
/// </summary>
internal sealed class CampaignReader(IGrainFactory grains, LabelBooks books, KnownLenses knownLenses, RoundReader rounds)
{
    /// <summary>The campaign, or null where there is none.</summary>
    public async Task<CampaignMessage?> FindAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<ICampaignGrain>(campaign.Value).Status(cancellationToken) is not { } status)
        {
            return null;
        }

        var state = status.State;
        var known = await knownLenses.OfAsync(state, cancellationToken);
        var (counts, submitted) = await books.ReadAsync(
            state, book => (book.Count(state.Classes.Names, source => known.ContainsKey(source.Value)), book.Submitted), cancellationToken);
        var current = await rounds.PublishedAsync(campaign, state.CurrentRound, cancellationToken);
        return new CampaignMessage(
            state.Id.Value,
            state.Name,
            await WordOfAsync(status, cancellationToken),
            status.Version,
            state.Classes.Names,
            state.Classes.Positive,
            state.Catalog.Value,
            PolicyMessage.Of(state.Policy),
            status.Sources,
            counts.Labelled,
            counts.Unsure,
            counts.Skipped,
            status.KnownLenses,
            status.Available,
            submitted,
            state.CurrentRound,
            state.ActiveRound,
            status.LabelsUntilRound,
            state.Refusal,
            current?.Thresholds?.Dividing,
            status.Embedding is { } set ? new EmbeddingMessage(set, status.EmbeddingReason ?? "") : null);
    }

    private async Task<CampaignWord> WordOfAsync(CampaignStatus status, CancellationToken cancellationToken)
    {
        if (status.State.ActiveRound is not null)
        {
            return CampaignWord.Training;
        }

        var jobs = await grains.GetGrain<ICatalogGrain>(status.State.Catalog.Value).Jobs(cancellationToken);
        var isFirstRunning = jobs is [{ State: JobState.Queued or JobState.Running }];
        return isFirstRunning ? CampaignWord.Ingesting : status.Sources == 0 ? CampaignWord.Empty : CampaignWord.Ready;
    }
}
