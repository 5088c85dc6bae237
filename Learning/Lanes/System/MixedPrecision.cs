namespace LensGrains.Learning.Lanes;

/// <summary>Convolutions and products in bfloat16, with weights, sums, norms and losses in float32.</summary>
public static class MixedPrecision
{
    /// <summary>Whether the tensor library can do it.</summary>
    public static bool IsSupported => true;

    /// <summary>Takes bfloat16 for work of this device on this thread until disposed.</summary>
    public static IDisposable Bfloat16(torch.Device device) => torch.autocast(device.type);
}
