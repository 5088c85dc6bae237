using System.Numerics.Tensors;
using LensGrains.Learning.Members;

namespace LensGrains.Learning.Scoring;

/// <summary>
/// Scores blocks of float16 features with one or more members that share the number of features. Each block is widened to float32 once for
/// all members. Belongs to the thread that made it.
/// </summary>
public sealed class MemberScorer : IDisposable
{
    private const int BlockRows = 1024;

    private readonly float[] _block;
    private readonly torch.Tensor _features;
    private readonly IScoringMember[] _members;
    private readonly torch.Device _device;

    /// <exception cref="ArgumentException">There is no member, or they differ in the number of features.</exception>
    public MemberScorer(IReadOnlyList<MemberCheckpoint> members, string device = "cpu")
    {
        if (members.Count == 0 || members.Any(member => member.Dimensions != members[0].Dimensions))
        {
            throw new ArgumentException("One or more members with the same number of features are needed.", nameof(members));
        }

        Dimensions = members[0].Dimensions;
        _device = torch.device(device);
        _block = new float[BlockRows * Dimensions];
        _members = members.Select(member => IScoringMember.Of(member, _device)).ToArray();
        using var scope = torch.NewDisposeScope();
        _features = torch.frombuffer(_block, torch.float32).view(BlockRows, Dimensions).DetachFromDisposeScope();
    }

    /// <summary>Number of features d.</summary>
    public int Dimensions { get; }

    /// <summary>Number of members m.</summary>
    public int Members => _members.Length;

    /// <summary>Writes each member's sigmoid score of each row.</summary>
    /// <param name="features">[n, d] float16, row by row; may be a mapped file. A row that is not finite scores NaN.</param>
    /// <param name="scores">Per member [n] float32 in [0, 1].</param>
    /// <param name="cancellationToken">Checked before every block.</param>
    public void Score(ReadOnlySpan<Half> features, IReadOnlyList<Memory<float>> scores, CancellationToken cancellationToken = default)
    {
        var rows = features.Length / Dimensions;
        if (features.Length % Dimensions != 0 || scores.Count != Members || scores.Any(column => column.Length != rows))
        {
            throw new ArgumentException($"{features.Length} features of {Dimensions} dimensions do not fit {scores.Count} columns.");
        }

        for (var start = 0; start < rows; start += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BlockRows, rows - start);
            TensorPrimitives.ConvertToSingle(features.Slice(start * Dimensions, count * Dimensions), _block);
            ScoreBlock(start, count, scores);
        }
    }

    /// <summary>Releases the members' weights.</summary>
    public void Dispose()
    {
        _features.Dispose();
        foreach (var member in _members)
        {
            member.Dispose();
        }
    }

    private void ScoreBlock(int start, int count, IReadOnlyList<Memory<float>> scores)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var block = _features.narrow(0, 0, count).to(_device);
        for (var i = 0; i < _members.Length; i++)
        {
            _members[i].Score(block).cpu().data<float>().CopyTo(scores[i].Span.Slice(start, count));
        }
    }
}
