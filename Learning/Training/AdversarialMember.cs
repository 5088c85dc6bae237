using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>
/// A member trained on images that an adversary changed, besides its own: the loss is the mean of both (Goodfellow et al. 2015,
/// arXiv:1412.6572, equation 5 with α = 1/2). Logs <c>loss.clean</c> and <c>loss.adversarial</c>.
/// </summary>
internal sealed class AdversarialMember(ImageMember inner, AdversaryOptions options) : DecoratedMember(inner)
{
    public override MemberLoss Loss(ImageBatch batch, LossOptions loss, double progress)
    {
        using var scope = torch.NewDisposeScope();
        var perturbed = Adversary.Perturb(
            Module, batch.Images, images => Inner.Loss(batch with { Images = images }, loss, progress).Total, options);
        var clean = Inner.Loss(batch, loss, progress);
        var adversarial = Inner.Loss(batch with { Images = perturbed }, loss, progress);
        var terms = new Dictionary<string, torch.Tensor>(clean.Terms)
        {
            ["loss.clean"] = clean.Total.detach(), ["loss.adversarial"] = adversarial.Total.detach(),
        };
        foreach (var term in terms.Values)
        {
            term.MoveToOuterDisposeScope();
        }

        return new MemberLoss(((clean.Total + adversarial.Total) / 2).MoveToOuterDisposeScope(), terms);
    }
}
