namespace LensGrains.Learning.Networks;

/// <summary>
/// Attention of every token to every token of its own image by several heads (Vaswani et al. 2017, arXiv:1706.03762); arrays are named as
/// in PyTorch's <c>MultiheadAttention</c>.
/// </summary>
internal sealed class SelfAttention : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _heads;
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;

    public SelfAttention(long width, long heads, torch.Generator generator)
        : base("attention")
    {
        if (width % heads != 0)
        {
            throw new ArgumentException($"A width of {width} does not divide into {heads} heads.");
        }

        _heads = heads;
        in_proj_weight = Starts.Zeros(3 * width, width);
        in_proj_bias = Starts.Zeros(3 * width);
        out_proj = torch.nn.Linear(width, width);
        RegisterComponents();
        Starts.XavierUniform(in_proj_weight, generator);
        Starts.Uniform(out_proj, 1 / Math.Sqrt(width), generator);
        torch.nn.init.zeros_(out_proj.bias!);
    }

    /// <summary>Tokens [n, t, d] → [n, t, d].</summary>
    public override torch.Tensor forward(torch.Tensor input) => Attend(input, null);

    /// <summary>The same with a prior, [n, heads, t, t] or what expands to it, added to the logits of the attention.</summary>
    public torch.Tensor Attend(torch.Tensor tokens, torch.Tensor? prior)
    {
        using var scope = torch.NewDisposeScope();
        var (n, t, d) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var parts = torch.nn.functional.linear(tokens, in_proj_weight, in_proj_bias)
            .reshape(n, t, 3, _heads, d / _heads)
            .permute(2, 0, 3, 1, 4)
            .unbind();
        var read = torch.nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], prior);
        return out_proj.forward(read.transpose(1, 2).reshape(n, t, d)).MoveToOuterDisposeScope();
    }
}
