using LensGrains.Learning.Networks;

namespace LensGrains.Learning.SelfSupervised;

/// <summary>An encoder with what trains it without lens labels. Names of its arrays begin with <c>encoder.</c> where they are the encoder's.</summary>
internal abstract class SelfSupervisedModel(string name) : torch.nn.Module(name)
{
    /// <summary>What stays after the training.</summary>
    public abstract ImageNetwork Encoder { get; }

    /// <summary>What the optimiser moves: all that is not frozen.</summary>
    public IEnumerable<Parameter> Learned => parameters().Where(parameter => parameter.requires_grad);

    /// <summary>The loss of a batch, seen twice: images [n, c, y, x] → []. Targets [n, k] are those of <see cref="PretrainTargets"/>, or null.</summary>
    public abstract torch.Tensor Loss(torch.Tensor first, torch.Tensor second, torch.Tensor? targets);

    /// <summary>Follows a step of the optimiser.</summary>
    /// <param name="progress">Share of the training done, in [0, 1].</param>
    public virtual void AfterStep(double progress)
    {
    }

    /// <summary>A model as the options want it, with fresh weights.</summary>
    /// <param name="options">Method, network and widths.</param>
    /// <param name="bands">Bands of an image.</param>
    /// <param name="imageSize">Pixels of an image along each side.</param>
    /// <param name="columns">Catalogue columns to be told.</param>
    /// <param name="generator">Draws weights and dropout; the caller disposes of it after the model.</param>
    public static SelfSupervisedModel Create(SelfSupervisedOptions options, long bands, long imageSize, int columns, torch.Generator generator)
    {
        ImageNetwork Encoder() => Backbones.Create(options.Network, bands, imageSize, generator);
        return options.Method switch
        {
            SelfSupervisedMethod.SimClr => new SimClrModel(Encoder(), options, generator),
            SelfSupervisedMethod.Byol => new ByolModel(Encoder(), Encoder(), options, generator),
            SelfSupervisedMethod.Dino => new DinoModel(Encoder(), Encoder(), options, generator),
            SelfSupervisedMethod.Columns => new ColumnsModel(Encoder(), columns, generator),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Method, "There is no such method."),
        };
    }
}
