using System.Text.Json.Serialization;
using LensGrains.Core.Ids;
using LensGrains.Core.Journaling;

namespace LensGrains.Core.Pools;

/// <summary>
/// A pool's votes written down, as columns, with how far each session's journal is in them. Applied to an empty
/// <see cref="PoolVotes"/>, <see cref="Effects"/> gives the same votes.
/// </summary>
/// <param name="Annotators">Whose journals are in it.</param>
/// <param name="Positions">Per annotator, the position reached.</param>
/// <param name="By">Per vote, index of the annotator.</param>
/// <param name="Sequence">Per vote, its place in the annotator's journal.</param>
/// <param name="Source">Per vote, the source's ordinal.</param>
/// <param name="Vote">Per vote, its bits (<see cref="Pools.Vote.Bits"/>).</param>
/// <param name="At">Per vote, when it was given: ticks of 100 ns since the year 1, UTC.</param>
public sealed record PoolSnapshot(
    IReadOnlyList<AnnotatorId> Annotators, IReadOnlyList<long> Positions, int[] By, long[] Sequence, int[] Source, ushort[] Vote, long[] At)
{
    public static SnapshotCodec<PoolSnapshot> Codec { get; } = new(version: 1, PoolSnapshotJson.Default.PoolSnapshot);

    /// <summary>The votes of a pool that has followed each annotator's journal to a position.</summary>
    public static PoolSnapshot Of(IReadOnlyList<(AnnotatorId Annotator, long Position)> followed, PoolVotes votes)
    {
        var index = followed.Select((f, i) => (f.Annotator, i)).ToDictionary(f => f.Annotator, f => f.i);
        var effects = votes.Effects().ToArray();
        return new PoolSnapshot(
            [.. followed.Select(f => f.Annotator)],
            [.. followed.Select(f => f.Position)],
            [.. effects.Select(e => index[e.Annotator])],
            [.. effects.Select(e => e.Sequence)],
            [.. effects.Select(e => e.Source.Value)],
            [.. effects.Select(e => e.Vote.Bits)],
            [.. effects.Select(e => e.At.UtcTicks)]);
    }

    public IEnumerable<VoteEffect> Effects() => By.Select((by, i) => new VoteEffect(
        Annotators[by], Sequence[i], new Ordinal(Source[i]), Pools.Vote.FromBits(Vote[i]), new DateTimeOffset(At[i], TimeSpan.Zero)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PoolSnapshot))]
internal sealed partial class PoolSnapshotJson : JsonSerializerContext;
