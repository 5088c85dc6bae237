using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;

namespace LensGrains.Core.Dealing;

/// <summary>A dealer's ledger written down: <see cref="DealerLedger.Load"/> makes the same ledger of it.</summary>
/// <param name="Position">Entries of the journal that are in it.</param>
/// <param name="Leases">Every open lease.</param>
/// <param name="Annotators">Who labelled or passed anything.</param>
/// <param name="Labelled">Per annotator, ordinals of what is used up, rising.</param>
/// <param name="Passed">Per annotator, ordinals of what was skipped or left in doubt, rising.</param>
public sealed record DealerSnapshot(
    long Position, IReadOnlyList<Lease> Leases, IReadOnlyList<AnnotatorId> Annotators, IReadOnlyList<int[]> Labelled, IReadOnlyList<int[]> Passed)
{
    public static SnapshotCodec<DealerSnapshot> Codec { get; } = new(version: 1, DealerSnapshotJson.Default.DealerSnapshot);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DealerSnapshot))]
internal sealed partial class DealerSnapshotJson : JsonSerializerContext;
