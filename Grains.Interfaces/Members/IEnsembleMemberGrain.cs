using LensGrains.Core.Devices;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Rounds;

namespace LensGrains.Grains.Interfaces.Members;

/// <summary>
/// One model's lineage: trained on manifests. It lives where its job runs and goes when that is over, so that placement is decided anew.
/// Key: campaign/serial.
/// </summary>
[Alias("lensgrains.member")]
public interface IEnsembleMemberGrain : IGrainWithStringKey
{
    /// <summary>Starts training for a round's attempt, or says how far it is. Returns at once.</summary>
    [Alias("train")]
    Task<MemberStatus> Train(TrainOrder order, CancellationToken cancellationToken = default);

    [Alias("status"), AlwaysInterleave]
    Task<MemberStatus> Status(CancellationToken cancellationToken = default);

    /// <summary>Stops what runs for this round.</summary>
    [Alias("cancel")]
    Task Cancel(int round, CancellationToken cancellationToken = default);

    /// <summary>Gives the round's job back where it has not begun; false where it runs.</summary>
    [Alias("give-back")]
    Task<bool> GiveBack(int round, CancellationToken cancellationToken = default);
}

/// <summary>Everything a member needs to train; the same order is the same work, wherever it is done.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Round">The round.</param>
/// <param name="Attempt">The round's attempt.</param>
/// <param name="ManifestHash">Hash of <paramref name="Manifest"/>.</param>
/// <param name="Manifest">What it trains on.</param>
/// <param name="Examples">File of the examples.</param>
/// <param name="Folder">Where the attempt's files go.</param>
/// <param name="Plan">The member.</param>
/// <param name="Place">The device that shall do it; null: any of the silo's.</param>
[GenerateSerializer, Immutable, Alias("train-order")]
public sealed record TrainOrder(
    CampaignId Campaign,
    int Round,
    int Attempt,
    string ManifestHash,
    Manifest Manifest,
    string Examples,
    string Folder,
    PlannedMember Plan,
    DevicePlace? Place = null);

[GenerateSerializer, Alias("member-phase")]
public enum MemberPhase
{
    Idle,

    /// <summary>Waits for the device.</summary>
    Queued,

    Training,

    Trained,

    Scoring,

    Scored,

    Failed,

    Cancelled,
}

/// <summary>How far a member is.</summary>
/// <param name="Serial">The member.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Round">The round it works for; 0 for none yet.</param>
/// <param name="Attempt">The attempt it works for.</param>
/// <param name="Phase">What it does.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="MaximumEpochs">Epochs at most.</param>
/// <param name="BestEpoch">Epoch with the lowest held-out loss so far.</param>
/// <param name="TrainLoss">Loss of the last epoch on the training part.</param>
/// <param name="HeldOutLoss">Loss of the last epoch on the held-out part.</param>
/// <param name="Fraction">0 to 1 of the current phase.</param>
/// <param name="WarmStart">True where it went on from earlier weights.</param>
/// <param name="Result">The trained member, once trained.</param>
/// <param name="Message">Why it failed.</param>
/// <param name="Losses">Losses so far, at most 200 points.</param>
/// <param name="Place">The device that has its job; null where none has.</param>
[GenerateSerializer, Immutable, Alias("member-status")]
public sealed record MemberStatus(
    int Serial,
    string Kind,
    int Round,
    int Attempt,
    MemberPhase Phase,
    int Epoch,
    int MaximumEpochs,
    int? BestEpoch,
    double? TrainLoss,
    double? HeldOutLoss,
    double Fraction,
    bool WarmStart,
    TrainedMember? Result,
    string? Message,
    IReadOnlyList<EpochLoss>? Losses = null,
    DevicePlace? Place = null) : IWorkStatus;

/// <summary>Losses (binary cross-entropy) of one epoch.</summary>
[GenerateSerializer, Immutable, Alias("epoch-loss")]
public sealed record EpochLoss(int Epoch, double Train, double? HeldOut);
