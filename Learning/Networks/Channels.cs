namespace LensGrains.Learning.Networks;

/// <summary>Numbers of channels in networks of other widths.</summary>
internal static class Channels
{
    private const int Step = 8;

    /// <summary>
    /// The multiple of eight nearest to <c>channels · width</c>, at least eight, and one more where that loses over a tenth (the rule of
    /// the MobileNets).
    /// </summary>
    public static long Scaled(long channels, double width)
    {
        var wanted = channels * width;
        var rounded = Math.Max(Step, (long)(wanted + (Step / 2.0)) / Step * Step);
        return rounded < 0.9 * wanted ? rounded + Step : rounded;
    }
}
