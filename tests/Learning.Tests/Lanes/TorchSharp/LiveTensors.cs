namespace LensGrains.Learning.Tests.Lanes;

/// <summary>
/// Tensors that work leaves behind, by the library's own count less its drift: a TorchSharp parameter takes over the handle of the tensor it is
/// made from, which then is empty and counted for ever (<see cref="ParameterCountTests"/>).
/// </summary>
internal static class LiveTensors
{
    /// <param name="work">What is looked at.</param>
    /// <param name="networks">Makes and disposes of as many networks as the work does, and nothing else.</param>
    public static long LeftBy(Action work, Action networks) => Growth(work) - Growth(networks);

    private static long Growth(Action work)
    {
        var before = torch.Tensor.TotalCount;
        work();
        return torch.Tensor.TotalCount - before;
    }
}
