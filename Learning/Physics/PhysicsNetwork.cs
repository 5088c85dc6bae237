using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Physics;

/// <summary>
/// A network that tells whether an image shows a lens, and which: besides its logit it gives the parameters of an isothermal ellipsoid with
/// external shear and of the source behind it, each with a variance. It sees the images, what a smooth galaxy at the centre leaves of them,
/// and the place of each pixel, without which the means over an image could not tell where an arc is.
/// </summary>
public sealed class PhysicsNetwork : ImageNetwork
{
    private readonly PhysicsView _view;
    private readonly RayTracer _tracer;
    private readonly ImageNetwork body;
    private readonly ParameterHead head;

    /// <param name="options">What it looks at, and which lenses it thinks possible.</param>
    /// <param name="generator">Draws the weights now and the dropout later; the caller disposes of it after the network.</param>
    public PhysicsNetwork(PhysicsOptions options, torch.Generator generator)
        : base("physics", options.Bands)
    {
        options.Validate();
        Options = options;
        _view = new PhysicsView(options);
        _tracer = new RayTracer(options.Tracer);
        body = Backbones.Create(options.Backbone, PhysicsView.Channels(options.Bands), options.ImageSize, generator, options.Dropout);
        head = new ParameterHead(body.FeatureWidth, options.HiddenWidth, options.Ranges, generator);
        RegisterComponents();
    }

    /// <summary>What it was made with.</summary>
    public PhysicsOptions Options { get; }

    /// <inheritdoc/>
    public override long FeatureWidth => body.FeatureWidth;

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        return body.Features(_view.Input(images, Residuals(images))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Classify(torch.Tensor features) => body.Classify(features);

    /// <summary>Logits and parameters together: images [b, c, y, x] → [b], and [b, 12] with their log variances.</summary>
    public PhysicsAnswer Infer(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var residuals = Residuals(images);
        var features = body.Features(_view.Input(images, residuals));
        var logits = Classify(features).squeeze(1);
        var estimate = head.forward(features);
        return new PhysicsAnswer(
            logits.MoveToOuterDisposeScope(),
            new ParameterEstimate(estimate.Means.MoveToOuterDisposeScope(), estimate.LogVariances.MoveToOuterDisposeScope()),
            residuals.MoveToOuterDisposeScope());
    }

    /// <summary>How well lenses with these parameters explain what the lens galaxies' light leaves over.</summary>
    /// <param name="residuals">From <see cref="Infer"/>: [b, c, y, x].</param>
    /// <param name="parameters">[b, 12]; gradients reach them.</param>
    /// <param name="seeingArcsec">Full widths at half maximum, [b]; null: that of the options for all.</param>
    /// <param name="errors">Standard deviations of the pixels in units of the noise, [b, y, x]; null: 1.</param>
    public LensReconstruction Reconstruct(
        torch.Tensor residuals, torch.Tensor parameters, torch.Tensor? seeingArcsec = null, torch.Tensor? errors = null)
    {
        using var scope = torch.NewDisposeScope();
        var seeing = seeingArcsec ?? torch.full([1], Options.SeeingArcsec, parameters.dtype, parameters.device);
        var model = _view.Model(_tracer, parameters, seeing);
        var found = errors is null ? LensReconstruction.Of(residuals, model) : LensReconstruction.Of(residuals / errors.unsqueeze(1), model / errors);
        return found.Kept();
    }

    private torch.Tensor Residuals(torch.Tensor images)
    {
        RequireImages(images);
        if (images.shape[2] != Options.ImageSize || images.shape[3] != Options.ImageSize)
        {
            throw new ArgumentException(
                $"{GetName()} takes images of {Options.ImageSize} × {Options.ImageSize} pixels; these are [{string.Join(", ", images.shape)}].");
        }

        return _view.Residuals(images);
    }
}

/// <summary>What the network says about a batch.</summary>
/// <param name="Logits">[b].</param>
/// <param name="Parameters">[b, 12].</param>
/// <param name="Residuals">What the lens galaxies' light leaves over, in units of its noise: [b, c, y, x].</param>
public sealed record PhysicsAnswer(torch.Tensor Logits, ParameterEstimate Parameters, torch.Tensor Residuals)
{
    /// <summary>Only these images of the batch.</summary>
    /// <param name="rows">[n], int64.</param>
    public PhysicsAnswer Take(torch.Tensor rows) => new(
        Logits.index_select(0, rows),
        new ParameterEstimate(Parameters.Means.index_select(0, rows), Parameters.LogVariances.index_select(0, rows)),
        Residuals.index_select(0, rows));
}
