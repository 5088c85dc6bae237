using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>
/// Linear(d, h) - GELU - Linear(h, 1) on standardised features: [n, d] → logits [n]. While training, hidden units are left out at random and
/// the rest scaled up; the masks come from the member's generator.
/// </summary>
internal sealed class MemberNetwork : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear hidden;
    private readonly Linear output;

    private readonly double _dropout;
    private readonly torch.Generator _generator;

    public MemberNetwork(int dimensions, int hiddenWidth, double dropout, torch.Generator generator)
        : base("member")
    {
        (_dropout, _generator) = (dropout, generator);
        hidden = torch.nn.Linear(dimensions, hiddenWidth);
        output = torch.nn.Linear(hiddenWidth, 1);
        RegisterComponents();
        Starts.Uniform(hidden, 1 / Math.Sqrt(dimensions), generator);
        Starts.Uniform(output, 1 / Math.Sqrt(hiddenWidth), generator);
    }

    public override torch.Tensor forward(torch.Tensor features)
    {
        var activity = torch.nn.functional.gelu(hidden.forward(features));
        if (!training || _dropout == 0)
        {
            return Logits(activity);
        }

        var mask = torch.empty(activity.shape).bernoulli_(1 - _dropout, _generator).to(activity.device);
        return Logits(activity * mask * (1 / (1 - _dropout)));
    }

    private torch.Tensor Logits(torch.Tensor activity) => output.forward(activity).squeeze(-1);
}
