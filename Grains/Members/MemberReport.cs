using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Learning.Members;
using EpochLoss = LensGrains.Grains.Interfaces.Members.EpochLoss;

namespace LensGrains.Grains.Members;

/// <summary>A source that the member never trained on, with its score.</summary>
public sealed record HeldOutSource(Ordinal Source, bool Positive, float Score);

/// <summary>How a member's training went, as it stands beside its checkpoint.</summary>
public sealed record MemberReport(
    int Serial, string ManifestHash, string? StartedFrom, IReadOnlyList<EpochLoss> Losses, int BestEpoch, string Stop, double Seconds, IReadOnlyList<HeldOutSource> HeldOut)
{
    /// <summary>The report of an order's training.</summary>
    /// <param name="order">The order.</param>
    /// <param name="losses">Training and held-out loss of every epoch.</param>
    /// <param name="bestEpoch">The epoch (from 0) whose weights were kept.</param>
    /// <param name="stop">Why training ended.</param>
    /// <param name="seconds">Wall-clock time.</param>
    /// <param name="heldOut">Sources that the member did not train on, with its scores.</param>
    internal static MemberReport Of(
        TrainOrder order,
        IEnumerable<(double Train, double? HeldOut)> losses,
        int bestEpoch,
        StopReason stop,
        double seconds,
        IEnumerable<HeldOutScore> heldOut) => new(
            order.Plan.Serial,
            order.ManifestHash,
            order.Plan.StartFrom,
            [.. losses.Select((loss, i) => new EpochLoss(i + 1, loss.Train, loss.HeldOut))],
            bestEpoch + 1,
            stop.ToString(),
            seconds,
            [.. heldOut.Select(h => new HeldOutSource(new Ordinal(h.Ordinal), h.Positive, h.Score))]);

    /// <summary>Labelled sources whose image could not be read; null: none.</summary>
    public IReadOnlyList<int>? Unread { get; init; }

    /// <summary>Most samples that went through the network at once, where memory was too short for the batch.</summary>
    public int? SamplesAtOnce { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberReport))]
public sealed partial class MemberReportJson : JsonSerializerContext;
