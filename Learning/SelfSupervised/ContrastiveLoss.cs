namespace LensGrains.Learning.SelfSupervised;

/// <summary>
/// The normalised, temperature-scaled cross-entropy of SimCLR (Chen et al. 2020, arXiv:2002.05709, equation 1): each of two views of a sample
/// shall be told from all other views of the batch by its cosine with the other one.
/// </summary>
public static class ContrastiveLoss
{
    /// <summary>The mean over all 2n views of -ln(exp(s⁺/τ) / Σ exp(s/τ)), where s⁺ is the cosine with the other view of the same sample.</summary>
    /// <param name="first">[n, d], n at least 2.</param>
    /// <param name="second">[n, d], the other views in the same order.</param>
    /// <param name="temperature">τ above 0.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there are fewer than two samples.</exception>
    public static torch.Tensor Of(torch.Tensor first, torch.Tensor second, double temperature)
    {
        if (first.shape is not [>= 2, _] || !first.shape.SequenceEqual(second.shape))
        {
            throw new ArgumentException(
                $"Two views [n, d] of at least two samples are needed; these are [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}].");
        }

        using var scope = torch.NewDisposeScope();
        var samples = first.shape[0];
        var views = torch.nn.functional.normalize(torch.cat([first, second]));
        var cosines = views.mm(views.t()) / temperature;
        var self = torch.eye(2 * samples, dtype: torch.@bool, device: first.device);
        var among = cosines.masked_fill(self, double.NegativeInfinity).logsumexp(1);
        var other = cosines.diagonal(samples);
        return (among.mean() - other.mean()).MoveToOuterDisposeScope();
    }
}
