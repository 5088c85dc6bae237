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
        ["silu"] = x => functional.silu(x),
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
        ["adaptive_avg_pool2d"] = x => functional.adaptive_avg_pool2d(x.reshape(1, 1, 2, 3), [1, 1]),
        ["einsum"] = x => torch.einsum("ij,kj->ik", x, Other(2, 3)),
        ["relu6, hardswish, mish"] = x => functional.relu6(4 * x) + functional.hardswish(3 * x) + functional.mish(x),
        ["elu, leaky_relu, softplus"] = x => functional.elu(x, 1) + functional.leaky_relu(x, 0.1) + functional.softplus(x),
        ["glu"] = x => functional.glu(torch.cat([x, x * x], 1), 1),
        ["sine, cosine, tangent"] = x => x.sin() * x.cos() + x.tan() + x.sinh() / x.cosh(),
        ["their inverses"] = x => (x / 3).asin() + (x / 3).acos() * 2 + x.atan() + x.atan2(Other(2, 3)) + x.asinh(),
        ["hypot, outer"] = x => x.hypot(Other(2, 3)).reshape(-1).outer(x.reshape(-1)),
        ["prod, cumprod"] = x => x.prod(1) + x.cumprod(0).sum(1),
        ["sort, quantile"] = x => x.sort(1, true).Values.sum(0L) + x.quantile(torch.tensor(0.3), 0),
        ["normalize, cosine_similarity"] = x => functional.normalize(x).sum(1) + functional.cosine_similarity(x, Other(2, 3)),
        ["conv2d with groups"] = x => functional.conv2d(Spread(x, 1, 4, 5, 5), Other(6, 2, 3, 3), Other(6), [2], [1], groups: 2),
        ["conv2d with dilation"] = x => functional.conv2d(Spread(x, 1, 2, 6, 5), Other(3, 2, 2, 3), null, [1], [2, 1], [2, 1]),
        ["conv2d's weight"] = x => functional.conv2d(Other(2, 4, 4, 4), Spread(x, 6, 2, 3, 3), x.reshape(-1), [1], [1], groups: 2),
        ["conv_transpose2d"] = x => functional.conv_transpose2d(Spread(x, 1, 4, 3, 2), Other(4, 3, 3, 3), Other(6), [2], [1], [1], [1], 2),
        ["conv_transpose2d's weight"] = x => functional.conv_transpose2d(Other(1, 2, 3, 3), Spread(x, 2, 3, 2, 2), null, [1], [0], [0], [2]),
        ["group_norm"] = x => functional.group_norm(Spread(x, 2, 4, 2, 2), 2, Other(4), Other(4)),
        ["instance_norm"] = x => functional.instance_norm(Spread(x, 2, 3, 2, 3), weight: Other(3), bias: Other(3)),
        ["batch_norm of images"] = x => functional.batch_norm(Spread(x, 3, 2, 2, 2), null, null, Other(2), Other(2), training: true),
        ["batch_norm, frozen"] = x => functional.batch_norm(Spread(x, 3, 2, 2, 2), Other(2), Other(2).square() + 0.5, Other(2), Other(2)),
        ["max_pool2d with dilation"] = x => functional.max_pool2d(Spread(x, 1, 2, 6, 6), [2], [2], [1], [2], true),
        ["avg_pool2d without padding"] = x => functional.avg_pool2d(Spread(x, 1, 2, 5, 5), [3], [2], [1], false, false),
        ["adaptive pooling"] = x => functional.adaptive_avg_pool2d(Spread(x, 1, 2, 5, 7), [3, 2]) + functional.adaptive_max_pool2d(Spread(x, 1, 2, 5, 7), [3, 2]),
        ["interpolate, nearest"] = x => functional.interpolate(Spread(x, 1, 2, 3, 3), [5, 4]),
        ["interpolate, bilinear"] = x => functional.interpolate(Spread(x, 1, 2, 3, 3), null, [2, 2], torch.InterpolationMode.Bilinear, false),
        ["interpolate, corners"] = x => functional.interpolate(Spread(x, 1, 2, 3, 3), [5, 4], null, torch.InterpolationMode.Bilinear, true),
        ["interpolate, bicubic"] = x => functional.interpolate(Spread(x, 1, 1, 4, 4), [6, 7], null, torch.InterpolationMode.Bicubic, false),
        ["interpolate, area"] = x => functional.interpolate(Spread(x, 1, 1, 6, 6), [4, 3], null, torch.InterpolationMode.Area),
        ["interpolate, antialiased"] = x => functional.interpolate(Spread(x, 1, 1, 8, 8), [3, 3], null, torch.InterpolationMode.Bilinear, false, false, true),
        ["grid_sample's image"] = x => functional.grid_sample(Spread(x, 1, 2, 4, 4), Other(1, 3, 3, 2), align_corners: false),
        ["grid_sample's grid"] = x => functional.grid_sample(Other(1, 2, 5, 5), (Spread(x, 1, 2, 2, 2) * 0.13).sin(), align_corners: true),
        ["grid_sample, border"] = x => functional.grid_sample(
            Spread(x, 1, 1, 3, 3), Other(1, 3, 3, 2) * 2, torch.GridSampleMode.Bilinear, torch.GridSamplePaddingMode.Border),
        ["affine_grid"] = x => functional.affine_grid(x.reshape(1, 2, 3), [1, 1, 3, 4]),
        ["attention"] = x => functional.scaled_dot_product_attention(Spread(x, 1, 2, 3, 4), Spread(x * x, 1, 2, 5, 4), Spread(x.exp(), 1, 2, 5, 3)),
        ["attention with a prior"] = x => functional.scaled_dot_product_attention(
            Other(1, 1, 2, 4), Other(1, 1, 3, 4), Other(1, 1, 3, 2), x.reshape(1, 1, 2, 3)),
        ["attention to the past"] = x => functional.scaled_dot_product_attention(
            Spread(x, 1, 1, 3, 4), Spread(x, 1, 1, 3, 4), Spread(x, 1, 1, 3, 4), is_casual: true),
        ["rot90, flip, roll"] = x => x.rot90(1, (0, 1)).reshape(2, 3) * x.flip(1) + x.roll(1, 1) * x,
        ["scatter"] = x => Other(2, 5).scatter(1, Places(2, 3, [0, 2, 4, 1, 2, 3]), x * x),
        ["scatter_add"] = x => Other(2, 5).scatter_add(1, Places(2, 3, [0, 2, 2, 4, 4, 4]), x * x),
        ["index_add"] = x => Other(4, 3).index_add(0, torch.tensor(new long[] { 3, 3 }), x * x, 2),
        ["index"] = x => x.index(torch.tensor(new long[] { 1, 0, 1 }), torch.tensor(new long[] { 2, 2, 0 })),
        ["index_put_"] = x => (x * 1).index_put_(
            x.sum(0L), new[] { torch.tensor(new long[] { 1, 0, 1 }), torch.tensor(new long[] { 2, 2, 0 }) }, true),
        ["take, repeat_interleave"] = x => x.take(torch.tensor(new long[] { 5, 0, 5 })).sum() * x.repeat_interleave(2, 1),
        ["tril, triu"] = x => x.tril() * 2 + x.triu(1) * x,
        ["movedim, unflatten, split"] = x => x.unflatten(1, 3, 1).movedim([1], [0]).squeeze(2).t() + x.split([1L, 2L], 1)[1].sum(),
        ["pad"] = x => functional.pad(x.reshape(1, 1, 2, 3), [1, 2, 1, 0], PaddingModes.Reflect).sum(2)
            + functional.pad(x.reshape(1, 1, 2, 3), [1, 2, 0, 0], PaddingModes.Replicate).sum(2)
            + functional.pad(x.reshape(1, 1, 2, 3), [1, 2, 1, 1], PaddingModes.Circular).sum(2)
            + functional.pad(x.reshape(1, 1, 2, 3), [1, 2, 0, 0], PaddingModes.Constant, 0.5).sum(2),
        ["unfold"] = x => functional.unfold(Spread(x, 1, 2, 4, 4), 2, 1, 1, 2),
        ["fft"] = x => torch.fft.irfft2(torch.fft.rfft2(x) * torch.fft.rfft2(Other(2, 3)), [2, 3]) + torch.fft.fft2(x).abs(),
        ["l1, smooth l1, huber"] = x => functional.l1_loss(x, Other(2, 3)) + functional.smooth_l1_loss(x, Other(2, 3), beta: 0.5)
            + functional.huber_loss(x, Other(2, 3), 0.4),
        ["kl_div"] = x => functional.kl_div(x.log_softmax(1), Other(2, 3).log_softmax(1), true, Reduction.Sum),
        ["cross-entropy of probabilities"] = x => functional.binary_cross_entropy(x.sigmoid(), Zeros(2, 3) + 0.25),
        ["in place"] = x => (x * 1).mul_(3).add_(1).sigmoid_(),
    };

    public static TheoryData<string> Names() => new(Functions.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OfEveryOperator_EqualsFiniteDifferences(string name) => Gradients.Check(Functions[name], Six, 2, 3);

    // Six numbers spread over a larger tensor by a fixed linear map, so that every element moves when one of them does.
    private static torch.Tensor Spread(torch.Tensor x, params long[] shape)
        => x.reshape(1, 6).matmul(Other(6, shape.Aggregate(1L, (product, size) => product * size))).reshape(shape);

    private static torch.Tensor Places(long rows, long columns, long[] places) => torch.tensor(places, [rows, columns]);

    private static torch.Tensor Zeros(params long[] shape) => torch.zeros(shape, torch.float64);

    private static torch.Tensor Other(params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return torch.tensor(Enumerable.Range(0, (int)count).Select(i => Math.Sin(2.3 * i + 0.4)).ToArray(), shape);
    }
}
