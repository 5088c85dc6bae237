namespace LensGrains.Learning.SelfSupervised;

/// <summary>The loss of BYOL (Grill et al. 2020, arXiv:2006.07733, equation 2): a squared distance between directions.</summary>
public static class BootstrapLoss
{
    /// <summary>The mean over samples of 2 - 2 cos(prediction, target), in 0 to 4; no gradient enters the targets.</summary>
    /// <param name="predictions">[n, d].</param>
    /// <param name="targets">[n, d].</param>
    public static torch.Tensor Of(torch.Tensor predictions, torch.Tensor targets)
    {
        using var scope = torch.NewDisposeScope();
        var cosines = (torch.nn.functional.normalize(predictions) * torch.nn.functional.normalize(targets.detach())).sum(1L);
        return (2 - (cosines.mean() * 2)).MoveToOuterDisposeScope();
    }
}
