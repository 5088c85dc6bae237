using LensGrains.Learning.Members;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Scoring;

/// <summary>A member whose standardisation cannot be folded into one layer: it goes before the network.</summary>
internal sealed class NetworkScorer : IScoringMember
{
    private readonly torch.Generator _generator = new(0); // gives the network weights that the checkpoint's then replace
    private readonly PlainModel _network;
    private readonly torch.Tensor _mean;
    private readonly torch.Tensor _deviation;

    public NetworkScorer(MemberCheckpoint member, torch.Device device)
    {
        _network = member.Shape.Create(dropout: 0, _generator) as PlainModel
            ?? throw new ArgumentException($"A member of kind {member.Shape} sees more than the features of a source.", nameof(member));
        NetworkStates.Load(_network.Module, member.Arrays);
        _network.Module.to(device);
        _network.Module.eval();
        using var scope = torch.NewDisposeScope();
        _mean = torch.tensor(member.Scale.Mean.ToArray()).to(device).DetachFromDisposeScope();
        _deviation = torch.tensor(member.Scale.Deviation.ToArray()).to(device).DetachFromDisposeScope();
    }

    public torch.Tensor Score(torch.Tensor features)
    {
        using var scope = torch.NewDisposeScope();
        return _network.Logits((features - _mean) / _deviation).sigmoid_().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _network.Dispose();
        _generator.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }
}
