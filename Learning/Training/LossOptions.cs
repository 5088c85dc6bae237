namespace LensGrains.Learning.Training;

/// <summary>The loss of a classifier.</summary>
public sealed record LossOptions
{
    /// <summary>γ of the focal loss (Lin et al. 2017, arXiv:1708.02002), in [0, 10]; 0: plain cross-entropy.</summary>
    public double FocalGamma { get; init; }

    /// <summary>ε of label smoothing: targets t become t (1 − ε) + ε / 2 (Szegedy et al. 2016); in [0, 0.5].</summary>
    public double LabelSmoothing { get; init; }

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (FocalGamma is not (>= 0 and <= 10) || LabelSmoothing is not (>= 0 and <= 0.5))
        {
            throw new ArgumentException("Loss options: γ is in [0, 10], the smoothing in [0, 0.5].");
        }
    }

    /// <summary>
    /// Cross-entropy per sample, nats; with γ > 0 times |t − p|^γ, which is (1 − p_t)^γ for hard targets and its extension to soft ones (Li et al.
    /// 2020, arXiv:2006.04388).
    /// </summary>
    /// <param name="logits">[b].</param>
    /// <param name="targets">[b] in [0, 1].</param>
    public torch.Tensor PerSample(torch.Tensor logits, torch.Tensor targets)
    {
        using var scope = torch.NewDisposeScope();
        var smoothed = LabelSmoothing == 0 ? targets : (targets * (1 - LabelSmoothing)) + (LabelSmoothing / 2);
        var losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, smoothed, reduction: torch.nn.Reduction.None);
        return (FocalGamma == 0 ? losses : (smoothed - logits.sigmoid()).abs().pow(FocalGamma) * losses).MoveToOuterDisposeScope();
    }
}
