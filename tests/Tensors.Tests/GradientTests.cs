using static LensGrains.Tensors.torch.nn;

namespace LensGrains.Tensors.Tests;

public sealed class GradientTests
{
    private static readonly double[] Six = [0.3, -1.2, 0.7, 1.9, -0.4, 0.55];

    private static readonly Dictionary<string, Func<torch.Tensor, torch.Tensor>> Functions = new()
    {
        ["add, sub, mul, div"] = x => (x + 2) * (3 - x) / (x * x + 1.5) - x / 4.0 + 1.0 / (x * x + 1),
        ["matmul"] = x => x.matmul(Other(3, 2)),
        ["addmm"] = x => torch.addmm(Other(2), x, Other(3, 2), 0.5f, 2f),
        ["mm of itself"] = x => x.mm(x.t()),
        ["bmm"] = x => x.reshape(1, 2, 3).bmm(Other(1, 3, 2)),
        ["linear"] = x => functional.linear(x, Other(4, 3), Other(4)),
        ["gelu"] = functional.gelu,
        ["relu"] = x => functional.relu(x),
        ["silu"] = functional.silu,
        ["sigmoid"] = x => x.sigmoid(),
        ["tanh"] = x => x.tanh(),
        ["softplus"] = x => x.softplus(),
        ["softmax"] = x => x.softmax(1),
        ["log_softmax"] = x => x.log_softmax(1),
        ["exp, log, sqrt"] = x => (x.exp() + x.square().add(1).log() + x.square().add(1).sqrt()),
        ["pow"] = x => x.square().add(1).pow(1.5),
        ["abs, clamp"] = x => x.abs() + x.clamp(-1, 1),
        ["mean, sum, std"] = x => x.mean() + x.sum(1) * x.std() + x.mean([0L], keepdim: true).sum() + x.var(1),
        ["norm"] = x => x.norm() + x.norm(1).sum(),
        ["max over a dimension"] = x => x.max(1).values,
        ["logsumexp"] = x => x.logsumexp(1),
        ["cumsum"] = x => x.cumsum(1),
        ["index_select"] = x => x.index_select(1, torch.tensor(new long[] { 2, 0, 2 })),
        ["gather"] = x => x.gather(1, torch.tensor(new long[] { 2, 0, 1, 1 }, [2, 2])),
        ["cat, stack"] = x => torch.cat([x, x * 2], 1).sum(0L) + torch.stack([x, x * x]).sum(0L).sum(0L).repeat(2),
        ["narrow, transpose, permute"] = x => x.narrow(1, 1, 2).transpose(0, 1) + x.permute(1, 0).narrow(0, 0, 2),
        ["where, masked_fill"] = x => torch.where(x > 0.5, x * 3, x) + x.masked_fill(x < 0, 0.0),
        ["maximum, minimum"] = x => torch.maximum(x, Other(2, 3)) + torch.minimum(x, Other(2, 3) * 2),
        ["layer_norm"] = x => functional.layer_norm(x, [3], Other(3), Other(3)),
        ["batch_norm"] = x => functional.batch_norm(x.reshape(1, 2, 3, 1), null, null, Other(2), Other(2), training: true),
        ["cross-entropy of logits"] = x => functional.binary_cross_entropy_with_logits(x, Zeros(2, 3) + 0.25, reduction: Reduction.None),
        ["cross_entropy"] = x => functional.cross_entropy(x, torch.tensor(new long[] { 2, 0 })),
        ["mse_loss"] = x => functional.mse_loss(x, Other(2, 3)),
        ["conv2d"] = x => functional.conv2d(x.reshape(1, 1, 2, 3), Other(2, 1, 2, 2), Other(2), padding: [1]),
        ["max_pool2d"] = x => functional.max_pool2d(x.reshape(1, 1, 2, 3), [2], [1]),
        ["avg_pool2d"] = x => functional.avg_pool2d(x.reshape(1, 1, 2, 3), [2], [1]),
        ["adaptive_avg_pool2d"] = x => functional.adaptive_avg_pool2d(x.reshape(1, 1, 2, 3), [1]),
        ["einsum"] = x => torch.einsum("ij,kj->ik", x, Other(2, 3)),
        ["in place"] = x => (x * 1).mul_(3).add_(1).sigmoid_(),
    };

    public static TheoryData<string> Names() => new(Functions.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OfEveryOperator_EqualsFiniteDifferences(string name) => Gradients.Check(Functions[name], Six, 2, 3);

    private static torch.Tensor Zeros(params long[] shape) => torch.zeros(shape, torch.float64);

    private static torch.Tensor Other(params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return torch.tensor(Enumerable.Range(0, (int)count).Select(i => Math.Sin(2.3 * i + 0.4)).ToArray(), shape);
    }
}
