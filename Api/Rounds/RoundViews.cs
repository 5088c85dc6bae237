using LensGrains.Api.Campaigns;
using LensGrains.Api.Labels;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Api.Rounds;

/// <summary>Rounds put together for people.</summary>
internal sealed class RoundViews(CampaignDirectory directory, RoundReader rounds, LabelBooks books, TrainingReports reports)
{
    private const int AtOnce = 16;

    public async Task<RoundMessage?> FindAsync(CampaignId campaign, int number, CancellationToken cancellationToken)
    {
        var state = await directory.StateAsync(campaign, cancellationToken);
        if (number < 1 || number > state.Rounds.Count)
        {
            return null;
        }

        var round = await rounds.FindAsync(campaign, number, cancellationToken) ?? Awaited(state, number);

        var view = RoundMapping.Map(round, state, await ChangedSinceAsync(state, round.State, cancellationToken), withLosses: true);
        return await reports.AddAsync(view, round.State, cancellationToken);
    }

    /// <summary>Rounds by number, in the order asked for.</summary>
    public async Task<IReadOnlyList<RoundMessage>> ManyAsync(CampaignState state, IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var found = new List<RoundMessage>();
        foreach (var part in numbers.Chunk(AtOnce))
        {
            var statuses = await Task.WhenAll(part.Select(n => rounds.FindAsync(state.Id, n, cancellationToken)));
            foreach (var round in statuses.Select((status, i) => status ?? Awaited(state, part[i])))
            {
                found.Add(RoundMapping.Map(round, state, await ChangedSinceAsync(state, round.State, cancellationToken), withLosses: false));
            }
        }

        return found;
    }

    /// <summary>A round that the campaign has decided on and that has not begun.</summary>
    private static RoundStatus Awaited(CampaignState campaign, int number)
    {
        var entry = campaign.Rounds[number - 1];
        var state = new RoundState
        {
            Campaign = campaign.Id, Number = number, Parent = entry.Parent, Reason = entry.Reason, RequestedAt = campaign.Base.At, Attempt = 0,
        };
        return new RoundStatus(state, [], 0, "queued");
    }

    /// <summary>Sources that somebody has spoken of since the round's cut.</summary>
    private Task<int> ChangedSinceAsync(CampaignState campaign, RoundState round, CancellationToken cancellationToken)
        => round.Manifest is not { } manifest
            ? Task.FromResult(0)
            : books.ReadAsync(campaign, book => book.ChangedSince(manifest.Positions), cancellationToken);
}
