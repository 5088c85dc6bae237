using System.Collections.Concurrent;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Rounds as their grains tell them. One that is over never changes, so it is asked for once.</summary>
internal sealed class RoundReader(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<(CampaignId, int), RoundStatus> _over = new();

    /// <summary>A round, or null where it was never asked for.</summary>
    public async Task<RoundStatus?> FindAsync(CampaignId campaign, int number, CancellationToken cancellationToken)
    {
        if (_over.TryGetValue((campaign, number), out var known))
        {
            return known;
        }

        var status = await grains.GetGrain<IRoundGrain>(GrainKeys.Round(campaign, number)).Status(cancellationToken);
        if (status is { State.IsOver: true })
        {
            _over[(campaign, number)] = status;
        }

        return status;
    }

    /// <summary>A published round's state, or null.</summary>
    public async Task<RoundState?> PublishedAsync(CampaignId campaign, int number, CancellationToken cancellationToken)
        => number >= 1 && await FindAsync(campaign, number, cancellationToken) is { State: { Phase: RoundPhase.Published or RoundPhase.Publishing } state }
            ? state
            : null;
}
