namespace LensGrains.Learning.Physics;

/// <summary>
/// The weight of the physics loss over a training: 0 until <paramref name="Start"/>, 1 from <paramref name="End"/> on, and between them
/// 3t² - 2t³, without a step or a kink.
/// </summary>
/// <param name="Start">Share of the training, 0 to 1.</param>
/// <param name="End">Share of the training, more than <paramref name="Start"/>.</param>
public readonly record struct Curriculum(double Start, double End)
{
    /// <summary>The weight at a share of the training.</summary>
    public double Weight(double progress)
    {
        var t = Math.Clamp((progress - Start) / (End - Start), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
