namespace LensGrains.Learning.Lanes;

/// <summary>Convolutions and products in bfloat16, with weights, sums, norms and losses in float32: TorchSharp has no autocast.</summary>
public static class MixedPrecision
{
    /// <summary>Whether the tensor library can do it.</summary>
    public static bool IsSupported => false;

    /// <exception cref="NotSupportedException">Always; ask <see cref="IsSupported"/> first.</exception>
    public static IDisposable Bfloat16(torch.Device device)
        => throw new NotSupportedException($"TorchSharp has no autocast, on {device} or elsewhere: train in float32.");
}
