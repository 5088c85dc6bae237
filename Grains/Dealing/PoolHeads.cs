using System.Collections.Immutable;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Dealing;
using LensGrains.Core.Ids;
using LensGrains.Core.Pools;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Pools;

namespace LensGrains.Grains.Dealing;

/// <summary>The merged heads of every pool for one state of a campaign, filled up from the pools as pages use them.</summary>
internal sealed class PoolHeads
{
    private const int PoolsAskedAtOnce = 32;
    private const int MostRefills = 1_000;

    private readonly IGrainFactory _grains;
    private readonly CampaignDescription _campaign;
    private readonly PagePolicy _pages;
    private readonly MergedHeads _merged;
    private readonly Dictionary<int, int> _available = [];

    private PoolHeads(IGrainFactory grains, CampaignDescription campaign)
    {
        _grains = grains;
        _campaign = campaign;
        _pages = PagePolicy.Of(campaign.State.Policy);
        _merged = new MergedHeads(campaign.State.CurrentRound, Enumerable.Range(0, campaign.Shards));
    }

    public int Round => _merged.Round;

    public CampaignPolicy Policy => _campaign.State.Policy;

    /// <summary>Tiles of a page for which <paramref name="asked"/> were asked for, or as many as the policy says.</summary>
    public int SizeOf(int? asked) => asked ?? _pages.Size;

    /// <summary>True while nothing about the campaign has changed that decides which candidates come first.</summary>
    public bool IsFor(CampaignDescription campaign)
        => campaign.State.CurrentRound == Round
           && campaign.CatalogVersion == _campaign.CatalogVersion
           && campaign.Sources == _campaign.Sources
           && campaign.State.KnownLenses == _campaign.State.KnownLenses
           && campaign.State.Threshold == _campaign.State.Threshold
           && campaign.State.PolicyVersion == _campaign.State.PolicyVersion;

    /// <summary>Asks every pool for the beginning of every order that pages use.</summary>
    /// <param name="grains">Where the pools are.</param>
    /// <param name="campaign">The campaign's state.</param>
    /// <param name="anew">Whether the pools must have read every journal first.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<PoolHeads> FetchAsync(
        IGrainFactory grains, CampaignDescription campaign, bool anew, CancellationToken cancellationToken)
    {
        var heads = new PoolHeads(grains, campaign);
        var refills = from shard in Enumerable.Range(0, campaign.Shards)
                      from criterion in heads.Criteria()
                      select new HeadRefill(criterion, shard, null);
        await heads.RefillAsync(refills, anew, cancellationToken);
        return heads;
    }

    /// <summary>The tiles of a page; none where nothing is left.</summary>
    public async Task<IReadOnlyList<Tile>> ComposeAsync(
        PageId page, int? size, PageQueue queue, Func<Ordinal, Standing> standing, int leased, CancellationToken cancellationToken)
    {
        var policy = _pages with { Size = SizeOf(size), Queue = queue };
        var seed = SeedOf(page);
        for (var refills = 0; refills < MostRefills; refills++)
        {
            var free = Math.Max(0, _available.Values.Sum(a => (long)a) - leased);
            var composed = PageComposer.Compose(_merged, policy, standing, free, seed);
            if (composed.IsComplete)
            {
                return composed.Tiles;
            }

            await RefillAsync(composed.Refills, anew: false, cancellationToken);
        }

        throw new InvalidOperationException("The pools keep promising candidates that they do not have.");
    }

    public void Reopen() => _merged.Reopen();

    private async Task RefillAsync(IEnumerable<HeadRefill> refills, bool anew, CancellationToken cancellationToken)
    {
        foreach (var batch in refills.GroupBy(r => r.Shard).Chunk(PoolsAskedAtOnce))
        {
            var answers = await Task.WhenAll(batch.Select(async pool =>
            {
                var request = new HeadsRequest(Round, [.. pool.Select(r => Query(r.Criterion, r.After))], anew);
                var answer = await _grains.GetGrain<IPoolGrain>(GrainKeys.Pool(_campaign.State.Id, pool.Key)).Heads(request, cancellationToken);
                return (Shard: pool.Key, Answer: answer);
            }));
            foreach (var (shard, answer) in answers)
            {
                Take(shard, answer);
            }
        }
    }

    private void Take(int shard, HeadsAnswer answer)
    {
        if (answer.HeldRound != Round)
        {
            throw new StaleHeadsException($"Heads for round {Round} were asked for, the pool has round {answer.HeldRound}.");
        }

        _available[shard] = answer.Available;
        foreach (var run in answer.Runs)
        {
            _merged.Add(run);
        }
    }

    private IEnumerable<HeadCriterion> Criteria()
    {
        yield return HeadCriterion.Random;
        if (Policy.PageOrder == PageOrder.Random)
        {
            yield break;
        }

        if (Round == 0)
        {
            yield return HeadCriterion.Diverse;
            yield return HeadCriterion.Odd;
            yield break;
        }

        yield return HeadCriterion.Highest;
        yield return _pages.SupplementMethod == SupplementMethod.Threshold ? HeadCriterion.NearThreshold : HeadCriterion.Uncertain;
    }

    // A threshold that no fit gave is the middle of the scale, so that the order is defined.
    private HeadQuery Query(HeadCriterion criterion, HeadKey? after)
        => new(
            criterion, Round, HeadRunLength.Of(_campaign.Shards, after), after, _campaign.State.Threshold ?? 0.5, unchecked((ulong)Policy.Seed));

    private ulong SeedOf(PageId page)
    {
        var hash = unchecked((ulong)Policy.Seed);
        foreach (var c in page.Value)
        {
            hash = unchecked((hash ^ c) * 0x100000001B3UL); // FNV-1a
        }

        return hash;
    }
}

/// <summary>A pool has the scores of another round than the heads are for; the dealer looks at the campaign again.</summary>
[GenerateSerializer, Alias("stale-heads")]
public sealed class StaleHeadsException(string message) : Exception(message);
