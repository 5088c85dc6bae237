namespace LensGrains.Learning.Tests.Lanes;

/// <summary>Tensors that work leaves behind, by the library's own count.</summary>
internal static class LiveTensors
{
    /// <param name="work">What is looked at.</param>
    /// <param name="networks">Makes and disposes of as many networks as the work does; needed where the library's count drifts with them, not here.</param>
    public static long LeftBy(Action work, Action networks)
    {
        _ = networks;
        var before = torch.Tensor.TotalCount;
        work();
        return torch.Tensor.TotalCount - before;
    }
}
