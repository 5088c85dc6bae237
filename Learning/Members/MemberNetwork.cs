using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Members;

/// <summary>Linear(d, h) - GELU - Linear(h, 1) on standardised features: [n, d] → logits [n].</summary>
internal sealed class MemberNetwork : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear hidden;
    private readonly Linear output;

    public MemberNetwork(int dimensions, int hiddenWidth)
        : base("member")
    {
        hidden = torch.nn.Linear(dimensions, hiddenWidth);
        output = torch.nn.Linear(hiddenWidth, 1);
        RegisterComponents();
    }

    /// <summary>Draws starting weights, uniform in ±1/√(inputs).</summary>
    public void Start(torch.Generator generator)
    {
        foreach (var layer in new[] { hidden, output })
        {
            var bound = 1 / Math.Sqrt(layer.weight.shape[1]);
            Starts.Uniform(layer.weight, bound, generator);
            Starts.Uniform(layer.bias!, bound, generator);
        }
    }

    public override torch.Tensor forward(torch.Tensor features) => Logits(torch.nn.functional.gelu(hidden.forward(features)));

    /// <summary>The same with hidden units left out at random and the rest scaled up; the mask comes from the member's generator.</summary>
    public torch.Tensor ForwardWithDropout(torch.Tensor features, double dropout, torch.Generator generator)
    {
        var activity = torch.nn.functional.gelu(hidden.forward(features));
        if (dropout == 0)
        {
            return Logits(activity);
        }

        var mask = torch.empty(activity.shape).bernoulli_(1 - dropout, generator).to(activity.device);
        return Logits(activity * mask * (1 / (1 - dropout)));
    }

    private torch.Tensor Logits(torch.Tensor activity) => output.forward(activity).squeeze(-1);
}
