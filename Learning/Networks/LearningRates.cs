namespace LensGrains.Learning.Networks;

/// <summary>How a learning rate changes over a training, as a factor of its peak.</summary>
public static class LearningRates
{
    /// <summary>
    /// Rises in equal steps over the warm-up, then falls along half a cosine to <paramref name="floor"/> (Loshchilov and Hutter 2017,
    /// arXiv:1608.03983) and stays there.
    /// </summary>
    /// <param name="step">Steps taken, from 0.</param>
    /// <param name="warmUp">Steps until the peak.</param>
    /// <param name="total">Steps of the whole training.</param>
    /// <param name="floor">The last factor, in [0, 1].</param>
    public static double WarmUpThenCosine(long step, long warmUp, long total, double floor = 0)
    {
        if (step < warmUp)
        {
            return (step + 1.0) / (warmUp + 1);
        }

        var progress = Math.Min(1, (step - warmUp) / (double)Math.Max(1, total - warmUp));
        return floor + ((1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }

    /// <summary>Sets every group's learning rate to this factor of its initial one.</summary>
    public static void Apply(torch.optim.Optimizer optimizer, double factor)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = group.InitialLearningRate * factor;
        }
    }
}
