namespace LensGrains.Tensors.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Matmul_WhenShapesDiffer_NamesOperatorAndShapes()
    {
        using var scope = torch.NewDisposeScope();
        var left = torch.zeros([2, 3]);
        var right = torch.zeros([4, 5]);

        var refused = Assert.Throws<TensorException>(() => left.mm(right));

        Assert.Contains("aten::mm", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[4, 5]", refused.Message, StringComparison.Ordinal);
    }
}
