using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Scoring;

/// <summary>
/// Scores sources with one or more members that see the same neighbours, which are looked for once for all of them. Sources go through in
/// blocks of a fixed size, the last one filled up, so that on processors a score has the same bits whatever else is scored with it. Belongs to
/// the thread that made it.
/// </summary>
public sealed class FieldScorer : IDisposable
{
    private const int RowsAtOnce = 1024;
    private const int BlockRows = 256;

    private readonly FieldMember[] _members;
    private readonly MemberShape _shape;
    private readonly torch.Device _device;

    /// <param name="members">The members.</param>
    /// <param name="device">Where they run.</param>
    /// <exception cref="ArgumentException">There is no member, one sees no neighbours, or they see different ones.</exception>
    public FieldScorer(IReadOnlyList<MemberCheckpoint> members, string device = "cpu")
    {
        if (members.Count == 0 || members.Any(member => !SeesTheSame(member.Shape, members[0].Shape)) || members[0].Shape.Neighbours == 0)
        {
            throw new ArgumentException("One or more members that see the same neighbours and features are needed.", nameof(members));
        }

        _shape = members[0].Shape;
        _device = torch.device(device);
        _members = [.. members.Select(member => new FieldMember(member, _device))];
    }

    /// <summary>Writes each member's score of each source.</summary>
    /// <param name="pool">Everybody's places and features.</param>
    /// <param name="sources">[n] ordinals of the sources to score.</param>
    /// <param name="scores">Per member [n] float32 in [0, 1]; NaN where a source has no finite features.</param>
    /// <param name="done">Hears how many are scored, now and then.</param>
    /// <param name="cancellationToken">Checked before every 1024 sources; the next ones are read meanwhile.</param>
    /// <exception cref="ArgumentException">The pool has another number of features.</exception>
    public void Score(
        FieldPool pool,
        IReadOnlyList<int> sources,
        IReadOnlyList<Memory<float>> scores,
        Action<int>? done = null,
        CancellationToken cancellationToken = default)
    {
        if (pool.Dimensions != _shape.Dimensions || scores.Count != _members.Length || scores.Any(column => column.Length != sources.Count))
        {
            throw new ArgumentException(
                $"{_members.Length} members of kind {_shape} cannot score {pool.Dimensions} features into {scores.Count} columns.", nameof(pool));
        }

        var next = ReadAsync(pool, sources, 0);
        try
        {
            for (var at = 0; at < sources.Count; at += RowsAtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (features, around) = next.GetAwaiter().GetResult(); // this is a thread made for waiting on devices and files
                var rows = around.Neighbours.Sources;
                next = ReadAsync(pool, sources, at + rows);
                for (var m = 0; m < _members.Length; m++)
                {
                    Score(_members[m], features, around, scores[m].Slice(at, rows).Span);
                }

                done?.Invoke(at + rows);
            }
        }
        finally
        {
            Task.WhenAny(next).GetAwaiter().GetResult(); // nobody reads the pool any more once this has returned
        }
    }

    /// <summary>Releases the members' weights.</summary>
    public void Dispose() => Array.ForEach(_members, member => member.Dispose());

    private static bool SeesTheSame(MemberShape a, MemberShape b)
        => (a.Dimensions, a.Neighbours, a.RadiusArcsec) == (b.Dimensions, b.Neighbours, b.RadiusArcsec);

    private Task<(float[] Features, FieldSurroundings Around)> ReadAsync(FieldPool pool, IReadOnlyList<int> sources, int at) => Task.Run(() =>
    {
        int[] block = [.. sources.Skip(at).Take(RowsAtOnce)];
        return (pool.Gather(block), pool.Around(block, _shape.Neighbours, _shape.RadiusArcsec));
    });

    private void Score(FieldMember member, float[] features, FieldSurroundings around, Span<float> scores)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var centres = member.Standardised(features, _device);
        using var table = new FieldTable(around.Neighbours, member.Standardised(around.Features.ToArray(), _device));
        for (var start = 0; start < scores.Length; start += BlockRows)
        {
            using var block = torch.NewDisposeScope();
            var rows = Math.Min(BlockRows, scores.Length - start);
            var first = start;
            var chosen = torch.tensor(Enumerable.Range(0, BlockRows).Select(i => (long)(first + (i < rows ? i : 0))).ToArray(), device: _device);
            var probability = member.Model.Logits(table.Batch(centres.index_select(0, chosen), chosen)).sigmoid().cpu();
            probability.data<float>().ToArray().AsSpan(0, rows).CopyTo(scores[start..]);
        }
    }

    /// <summary>A member's network with its scale.</summary>
    private sealed class FieldMember : IDisposable
    {
        private readonly torch.Generator _generator = new(0); // gives the network weights that the checkpoint's then replace
        private readonly FeatureScale _scale;

        public FieldMember(MemberCheckpoint member, torch.Device device)
        {
            _scale = member.Scale;
            Model = (FieldModel)member.Shape.Create(dropout: 0, _generator);
            NetworkStates.Load(Model.Module, member.Arrays);
            Model.Module.to(device);
            Model.Module.eval();
        }

        public FieldModel Model { get; }

        public torch.Tensor Standardised(float[] features, torch.Device device)
            => torch.tensor(_scale.Standardised(features), [features.Length / _scale.Dimensions, _scale.Dimensions]).to(device);

        public void Dispose()
        {
            Model.Dispose();
            _generator.Dispose();
        }
    }
}
