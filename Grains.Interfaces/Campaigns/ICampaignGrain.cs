using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;

namespace LensGrains.Grains.Interfaces.Campaigns;

/// <summary>One campaign: classes, policy, roster, triggers and the pointer to the current round. Key: the campaign's id.</summary>
[Alias("lensgrains.campaign")]
public interface ICampaignGrain : IGrainWithStringKey
{
    [Alias("create")]
    Task<CreateAnswer> Create(CreateCampaign command, CancellationToken cancellationToken = default);

    /// <summary>Changes the policy, from the next page and the next round on. Null where the campaign does not exist.</summary>
    [Alias("change-policy")]
    Task<IReadOnlyList<FieldProblem>?> ChangePolicy(CampaignPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>What other grains need to know of the campaign; null where it does not exist.</summary>
    [Alias("describe"), AlwaysInterleave]
    Task<CampaignDescription?> Describe(CancellationToken cancellationToken = default);

    /// <summary>The campaign with its counts, for people; null where it does not exist.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<CampaignStatus?> Status(CancellationToken cancellationToken = default);

    /// <summary>Puts an annotator on the roster, durably, before their first append. Null where the campaign does not exist.</summary>
    [Alias("join")]
    Task<CampaignDescription?> Join(AnnotatorId annotator, CancellationToken cancellationToken = default);

    /// <summary>A pool says what it has counted; may start a round.</summary>
    [Alias("report")]
    Task Report(PoolReport report, CancellationToken cancellationToken = default);

    /// <summary>Looks at the catalogue again: sources were added, or known lenses changed.</summary>
    [Alias("refresh")]
    Task Refresh(string? knownLenses, CancellationToken cancellationToken = default);

    /// <summary>Starts a round now.</summary>
    [Alias("start-round")]
    Task<StartRoundAnswer> StartRound(OperationId? operation, CancellationToken cancellationToken = default);

    /// <summary>A round's manifest is frozen; from these numbers the next trigger counts. Takes the serials it planned.</summary>
    [Alias("manifested")]
    Task Manifested(int round, TriggerBase counted, int nextSerial, CancellationToken cancellationToken = default);

    /// <summary>Moves the pointer to a round that is whole.</summary>
    [Alias("publish")]
    Task<CampaignOutcome> Publish(
        int round, IReadOnlyList<EnsembleMemberRef> ensemble, double? threshold, CancellationToken cancellationToken = default);

    /// <summary>A round ended without being published.</summary>
    [Alias("end-round")]
    Task EndRound(int round, RoundPhase phase, string message, CancellationToken cancellationToken = default);

    /// <summary>Makes a published round current again; labels stay.</summary>
    [Alias("restore")]
    Task<CampaignOutcome> Restore(
        int round, IReadOnlyList<EnsembleMemberRef> ensemble, double? threshold, CancellationToken cancellationToken = default);

    /// <summary>The next round starts from new members.</summary>
    [Alias("reset-model")]
    Task<CampaignOutcome> ResetModel(OperationId operation, CancellationToken cancellationToken = default);

    /// <summary>A round has gone on; observers are told.</summary>
    [Alias("progressed")]
    Task Progressed(int round, CancellationToken cancellationToken = default);

    /// <summary>Tells <paramref name="observer"/> of changes until five minutes after the last call; call again to renew.</summary>
    [Alias("watch")]
    Task Watch(ICampaignObserver observer, CancellationToken cancellationToken = default);
}

/// <summary>Hints that something changed. They may be lost, repeated and late; who misses one fetches again.</summary>
[Alias("lensgrains.campaign-observer")]
public interface ICampaignObserver : IGrainObserver
{
    [Alias("campaign-changed"), OneWay]
    Task CampaignChanged(CampaignId campaign, long version);

    [Alias("round-progress"), OneWay]
    Task RoundProgress(CampaignId campaign, long version);

    [Alias("round-published"), OneWay]
    Task RoundPublished(CampaignId campaign, long version);
}
