using LensGrains.Core.Sky;
using LensGrains.Imaging;
using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Scoring;

namespace LensGrains.Learning.Experiments;

/// <summary>Scores a run's sources with a member on features, whether it looks at their neighbours or not. Belongs to the thread that made it.</summary>
internal sealed class VectorScorer : IDisposable
{
    private readonly MemberScorer? _alone;
    private readonly FieldScorer? _field;

    /// <param name="member">The member.</param>
    /// <param name="device">Where it runs.</param>
    public VectorScorer(MemberCheckpoint member, string device)
    {
        (_alone, _field) = member.Shape.Neighbours > 0
            ? ((MemberScorer?)null, (FieldScorer?)new FieldScorer([member], device))
            : (new MemberScorer([member], device), null);
    }

    /// <summary>Sources as a member over neighbours sees them, by row.</summary>
    /// <param name="seen">Their features.</param>
    /// <param name="rows">[n] rows of <paramref name="seen"/> that the sources are.</param>
    /// <param name="positions">[n]; null: not known.</param>
    public static FieldPool PoolOf(PreparedData seen, IReadOnlyList<int> rows, IReadOnlyList<SkyPosition?> positions) => new(
        new FieldSky(positions),
        Features.Dimensions,
        (row, features) => System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(seen.Features(rows[row]), features));

    /// <summary>Scores rows of a pool.</summary>
    public void Score(FieldPool pool, IReadOnlyList<int> rows, float[] scores, CancellationToken stop)
    {
        if (_field is not null)
        {
            _field.Score(pool, rows, [scores], cancellationToken: stop);
            return;
        }

        _alone!.Score(Array.ConvertAll(pool.Gather(rows), value => (Half)value), [scores], stop);
    }

    /// <summary>Scores every source as if nobody were near it.</summary>
    public void ScoreAlone(PreparedData seen, float[] scores, CancellationToken stop)
    {
        int[] rows = [.. Enumerable.Range(0, seen.Count)];
        Score(PoolOf(seen, rows, new SkyPosition?[seen.Count]), rows, scores, stop);
    }

    /// <summary>Releases the member.</summary>
    public void Dispose()
    {
        _alone?.Dispose();
        _field?.Dispose();
    }
}
