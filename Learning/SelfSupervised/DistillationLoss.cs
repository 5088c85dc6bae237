namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// The loss of DINO (Caron et al. 2021, arXiv:2104.14294, equation 2): the student shall give a view the probabilities that the teacher, centred and
/// sharpened, gives another view of the sample.
/// </summary>
public static class DistillationLoss
{
    /// <summary>The mean over samples of -Σ softmax((t - c)/τₜ) ln softmax(s/τₛ); no gradient enters teacher and centre.</summary>
    /// <param name="student">Scores s of the prototypes, [n, k].</param>
    /// <param name="teacher">Scores t, [n, k].</param>
    /// <param name="centre">The teacher's usual scores c, [k].</param>
    /// <param name="studentTemperature">τₛ above 0.</param>
    /// <param name="teacherTemperature">τₜ above 0, below τₛ to sharpen.</param>
    public static torch.Tensor Of(torch.Tensor student, torch.Tensor teacher, torch.Tensor centre, double studentTemperature, double teacherTemperature)
    {
        using var scope = torch.NewDisposeScope();
        var targets = ((teacher.detach() - centre.detach()) / teacherTemperature).softmax(-1);
        return (targets * (student / studentTemperature).log_softmax(-1)).sum(-1L).mean().neg().MoveToOuterDisposeScope();
    }
}
