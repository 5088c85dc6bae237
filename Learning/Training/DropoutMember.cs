using LensGrains.Learning.Calibration;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>
/// A member whose score is the mean over several passes with dropout (Gal and Ghahramani 2016, arXiv:1506.02142). Norms stay frozen meanwhile. The
/// masks follow from the seed and are the same in every block of sources, so a source's score does not hang on what is scored beside it.
/// </summary>
internal sealed class DropoutMember(ImageMember inner, int passes, long seed) : DecoratedMember(inner)
{
    public override (torch.Tensor Probability, torch.Tensor LogitVariance) Predict(torch.Tensor images, torch.Tensor? columns)
    {
        using var generator = new torch.Generator((ulong)seed);
        var scored = DropoutPasses.Score(Module, () => Inner.Logits(images, columns), passes, generator);
        return PassAnswers.Of(scored, images.device);
    }
}

/// <summary>What several passes say, as tensors.</summary>
internal static class PassAnswers
{
    /// <summary>Mean probabilities [b] and variances of the log odds [b].</summary>
    public static (torch.Tensor Probability, torch.Tensor LogitVariance) Of(LogitPasses passes, torch.Device device) => Of(passes, passes.Probability, device);

    /// <summary>Probabilities [b] of the mean log odds, and variances of the log odds [b].</summary>
    public static (torch.Tensor Probability, torch.Tensor LogitVariance) OfMeans(LogitPasses passes, torch.Device device)
        => Of(passes, source => Logit.Sigmoid(passes.Estimate(source).Mean), device);

    private static (torch.Tensor Probability, torch.Tensor LogitVariance) Of(LogitPasses passes, Func<int, double> probability, torch.Device device)
    {
        var sources = Enumerable.Range(0, passes.Length);
        return (
            torch.tensor(sources.Select(i => (float)probability(i)).ToArray(), device: device),
            torch.tensor(sources.Select(i => (float)passes.Estimate(i).Variance).ToArray(), device: device));
    }
}
