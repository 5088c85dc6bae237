using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LensGrains.Api.Answers;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Grains.Interfaces.Campaigns;

namespace LensGrains.Api.Campaigns;

/// <summary>
/// The names of all campaigns, so that they can be listed. A name is noted before its campaign is made; a name without a
/// campaign (a crash in between) is left out of listings.
/// </summary>
internal sealed class CampaignDirectory(IGrainStateStore states, IGrainFactory grains)
{
    /// <summary>The kind of state under which names are noted.</summary>
    public const string Kind = "campaign-name";

    private readonly ConcurrentDictionary<CampaignId, CampaignFacts> _facts = new();

    public Task NoteAsync(CampaignId campaign) => states.WriteAsync(Kind, campaign.Value, "{}"u8.ToArray(), expectedEtag: null);

    /// <summary>Ids after <paramref name="after"/>, in order.</summary>
    public async IAsyncEnumerable<CampaignId> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in states.ListAsync(Kind, cancellationToken: cancellationToken))
        {
            if (after is null || string.CompareOrdinal(name, after) > 0)
            {
                yield return new CampaignId(name);
            }
        }
    }

    /// <summary>What never changes about a campaign.</summary>
    /// <exception cref="RefusedException">There is no such campaign.</exception>
    public async Task<CampaignFacts> FactsAsync(CampaignId campaign, CancellationToken cancellationToken)
        => _facts.TryGetValue(campaign, out var known) ? known : FactsOf(await StateAsync(campaign, cancellationToken));

    /// <summary>What a campaign has decided.</summary>
    /// <exception cref="RefusedException">There is no such campaign.</exception>
    public async Task<CampaignState> StateAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        var described = await grains.GetGrain<ICampaignGrain>(campaign.Value).Describe(cancellationToken)
            ?? throw new RefusedException(Problems.UnknownCampaign());
        FactsOf(described.State);
        return described.State;
    }

    private CampaignFacts FactsOf(CampaignState state)
        => _facts.GetOrAdd(state.Id, static (id, s) => new CampaignFacts(id, s.Catalog, s.Classes), state);
}

/// <summary>What never changes about a campaign.</summary>
internal sealed record CampaignFacts(CampaignId Id, CatalogId Catalog, Core.Labeling.ClassScheme Classes);
