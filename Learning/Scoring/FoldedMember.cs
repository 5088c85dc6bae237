using LensGrains.Learning.Members;

namespace LensGrains.Learning.Scoring;

/// <summary>
/// A member's weights with its standardisation folded in: W (x - μ)/σ + b = (W/σ) x + (b - (W/σ) μ), so that raw features go in.
/// </summary>
internal sealed class FoldedMember : IScoringMember
{
    private readonly torch.Tensor _hiddenWeight;
    private readonly torch.Tensor _hiddenBias;
    private readonly torch.Tensor _outputWeight;
    private readonly torch.Tensor _outputBias;

    public FoldedMember(MemberCheckpoint member, torch.Device device)
    {
        var (weight, bias) = Fold(member);
        using var scope = torch.NewDisposeScope();
        _hiddenWeight = torch.tensor(weight, [member.HiddenWidth, member.Dimensions]).to(device).t().DetachFromDisposeScope();
        _hiddenBias = torch.tensor(bias).to(device).DetachFromDisposeScope();
        _outputWeight = torch.tensor(member.Parameter("output.weight")).to(device).DetachFromDisposeScope();
        _outputBias = torch.tensor(member.Parameter("output.bias")).to(device).DetachFromDisposeScope();
    }

    /// <summary>[n, d] float32 → [n] scores.</summary>
    public torch.Tensor Score(torch.Tensor features)
        => torch.addmm(_hiddenBias, features, _hiddenWeight, 1, 1).gelu_().mv(_outputWeight).add_(_outputBias).sigmoid_();

    public void Dispose()
    {
        _hiddenWeight.Dispose();
        _hiddenBias.Dispose();
        _outputWeight.Dispose();
        _outputBias.Dispose();
    }

    private static (float[] Weight, float[] Bias) Fold(MemberCheckpoint member)
    {
        var scale = member.Scale;
        var weight = member.Parameter("hidden.weight");
        var bias = member.Parameter("hidden.bias");
        for (var unit = 0; unit < member.HiddenWidth; unit++)
        {
            var shift = 0.0;
            for (var j = 0; j < member.Dimensions; j++)
            {
                var folded = weight[(unit * member.Dimensions) + j] / (double)scale.Deviation[j];
                shift += folded * scale.Mean[j];
                weight[(unit * member.Dimensions) + j] = (float)folded;
            }

            bias[unit] = (float)(bias[unit] - shift);
        }

        return (weight, bias);
    }
}
