namespace LensGrains.Learning.Networks;

/// <summary>A convolution without bias that keeps the image's size at stride 1, its batch norm (<c>0</c>, <c>1</c>) and an activation.</summary>
internal static class ConvNorm
{
    public static Sequential Of(
        long inputs, long outputs, long kernel, long stride, long groups, Func<torch.nn.Module<torch.Tensor, torch.Tensor>>? activation)
    {
        var convolution = torch.nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false);
        var norm = torch.nn.BatchNorm2d(outputs);
        return activation is null ? torch.nn.Sequential(convolution, norm) : torch.nn.Sequential(convolution, norm, activation());
    }
}
