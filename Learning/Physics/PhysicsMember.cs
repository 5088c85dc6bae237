using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Training;

namespace LensGrains.Learning.Physics;

/// <summary>
/// A member that learns three things at once: whether there is a lens, its parameters where they are known (<see cref="ImageBatch.Truth"/>,
/// [b, 12] as <see cref="LensTruth"/> has them), and to explain the image by the lens it claims to see. What it logs: <c>classification</c>,
/// <c>parameter_nll</c>, <c>physics</c>, <c>gate</c> (mean), <c>curriculum</c> (weight) and <c>unexplained</c> (share of the light left over).
/// </summary>
public sealed class PhysicsMember : ImageMember
{
    private const int Orientations = Orientation.Count;

    private readonly PhysicsNetwork _network;
    private readonly PhysicsLossOptions _options;
    private readonly torch.Generator _generator;
    private bool _turns;

    /// <param name="network">Belongs to the member from now on.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="generator">Draws orientations; the caller disposes of it after the member.</param>
    public PhysicsMember(PhysicsNetwork network, PhysicsLossOptions options, torch.Generator generator)
    {
        options.Validate();
        (_network, _options, _generator) = (network, options, generator);
    }

    /// <inheritdoc/>
    public override torch.nn.Module Module => _network;

    /// <summary>The network, which tells parameters and reconstructions as well.</summary>
    public PhysicsNetwork Network => _network;

    /// <inheritdoc/>
    public override long FeatureWidth => _network.FeatureWidth;

    /// <summary>
    /// Orientations are its own work, since the known parameters turn with the image. What moves, blurs or scales an image would make them,
    /// or the model of its light, wrong, and is left out; noise is not.
    /// </summary>
    public override Augmentation Varied(Augmentation wanted)
    {
        _turns = wanted.Orientations;
        return new Augmentation { NoiseShare = wanted.NoiseShare };
    }

    /// <inheritdoc/>
    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns)
    {
        using var scope = torch.NewDisposeScope();
        return _network.forward(images).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images, torch.Tensor? columns) => _network.Features(images);

    /// <inheritdoc/>
    public override MemberLoss Loss(ImageBatch batch, LossOptions options, double progress)
    {
        using var scope = torch.NewDisposeScope();
        var (images, truth) = Turned(batch);
        var answer = _network.Infer(images);
        var losses = options.PerSample(answer.Logits, batch.Targets);
        var total = (losses * batch.Weights).sum() / batch.Weights.sum();
        var terms = new Dictionary<string, torch.Tensor> { ["classification"] = total.detach() };
        if (truth is not null)
        {
            var likelihood = answer.Parameters.NegativeLogLikelihood(truth, _network.Options.Ranges);
            terms["parameter_nll"] = likelihood.detach();
            total += _options.ParameterWeight * likelihood;
        }

        if (_options.PhysicsWeight > 0)
        {
            var weight = _options.Curriculum.Weight(progress);
            var physics = Physics(answer, batch.Weights, weight);
            total += _options.PhysicsWeight * weight * physics.Total;
            terms["physics"] = physics.Total.detach();
            terms["gate"] = physics.Gate;
            terms["unexplained"] = physics.Unexplained;
            terms["curriculum"] = torch.tensor((float)weight);
        }

        return new MemberLoss(
            total.MoveToOuterDisposeScope(), terms.ToDictionary(term => term.Key, term => term.Value.MoveToOuterDisposeScope()));
    }

    // Before the curriculum begins the rays are traced for the log alone.
    private PhysicsLoss Physics(PhysicsAnswer answer, torch.Tensor weights, double weight)
    {
        using var learning = torch.set_grad_enabled(weight > 0 && torch.is_grad_enabled());
        var found = _network.Reconstruct(answer.Residuals, answer.Parameters.Means);
        return PhysicsLoss.Of(answer.Logits, found.Unexplained, weights, _options);
    }

    private (torch.Tensor Images, torch.Tensor? Truth) Turned(ImageBatch batch)
    {
        if (!_turns)
        {
            return (batch.Images, batch.Truth);
        }

        var drawn = torch.empty([batch.Count, 1, 1, 1]).uniform_(0, Orientations, _generator).floor().clamp_max(Orientations - 1)
            .to(torch.int64).to(batch.Images.device);
        return (Orientation.Turn(batch.Images, drawn), batch.Truth is null ? null : LensTruth.Turn(batch.Truth, drawn));
    }
}
