using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Networks;
using LensGrains.Learning.Weights;

namespace LensGrains.Learning.Training;

/// <summary>
/// A classifier of images as the trainer and the scorer see it, whatever its network is and whatever it learns besides the class. Belongs to
/// the thread that made it; tensors that a call makes belong to the dispose scope around it, and a call leaves only its result.
/// </summary>
public abstract class ImageMember : IDisposable
{
    /// <summary>Everything that learns.</summary>
    public abstract torch.nn.Module Module { get; }

    /// <summary>Number of catalogue columns k that it takes besides the image.</summary>
    public virtual int Columns => 0;

    /// <summary>Whether the weights of the best epoch are kept; false: what there is after the last, once <see cref="TrainingEnded"/> was called.</summary>
    public virtual bool KeepsBestEpoch => true;

    /// <summary>Width d of <see cref="Features"/>.</summary>
    public abstract long FeatureWidth { get; }

    /// <summary>Images [b, c, y, x] and columns [b, k] → logits [b].</summary>
    public abstract torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns);

    /// <summary>The penultimate features: images [b, c, y, x] and columns [b, k] → [b, d].</summary>
    public abstract torch.Tensor Features(torch.Tensor images, torch.Tensor? columns);

    /// <summary>
    /// What the trainer shall do to training images of what is wanted; members that know where things are in an image do part of it themselves.
    /// </summary>
    public virtual Augmentation Varied(Augmentation wanted) => wanted;

    /// <summary>What a batch costs; by default the weighted mean of its cross-entropies.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="options">The classifier's loss.</param>
    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    public virtual MemberLoss Loss(ImageBatch batch, LossOptions options, double progress)
    {
        using var scope = torch.NewDisposeScope();
        var losses = options.PerSample(Logits(batch.Images, batch.Columns), batch.Targets);
        return new MemberLoss(((losses * batch.Weights).sum() / batch.Weights.sum()).MoveToOuterDisposeScope(), MemberLoss.NoTerms);
    }

    /// <summary>
    /// Probabilities [b] of being a lens and the variances [b] of the logits behind them, in evaluation and without gradients; the variances
    /// are zero for members that give one answer.
    /// </summary>
    public virtual (torch.Tensor Probability, torch.Tensor LogitVariance) Predict(torch.Tensor images, torch.Tensor? columns)
    {
        using var scope = torch.NewDisposeScope();
        var probability = Logits(images, columns).@float().sigmoid();
        return (probability.MoveToOuterDisposeScope(), torch.zeros_like(probability).MoveToOuterDisposeScope());
    }

    /// <summary>Tells the member that an epoch has ended, with its number from 0 and the number of epochs.</summary>
    public virtual void EpochEnded(int epoch, int epochs)
    {
    }

    /// <summary>Prepares a member that does not keep its best epoch for scoring, once training is over.</summary>
    /// <param name="images">Blocks [b, c, y, x] of the images it was trained on, each alive until the next is asked for.</param>
    public virtual void TrainingEnded(Func<IEnumerable<torch.Tensor>> images)
    {
    }

    /// <summary>Everything that it has learned.</summary>
    public virtual Dictionary<string, StoredTensor> Save() => NetworkStates.Save(Module);

    /// <summary>Takes what <see cref="Save"/> gave.</summary>
    /// <exception cref="CheckpointException">An array is absent or has another shape.</exception>
    public virtual void Load(SafeTensors file) => NetworkStates.Load(Module, file);

    /// <summary>
    /// Starts from weights that something else left: another member of its kind, an encoder, or another library. By default only the first will do.
    /// </summary>
    /// <exception cref="CheckpointException">The weights are of another architecture; the message names an array and both shapes.</exception>
    public virtual void Start(SafeTensors file) => Load(file);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Module.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A member that is a network over images and nothing else.</summary>
public sealed class NetworkMember(ImageNetwork network) : ImageMember
{
    /// <inheritdoc/>
    public override torch.nn.Module Module => network;

    /// <inheritdoc/>
    public override long FeatureWidth => network.FeatureWidth;

    /// <inheritdoc/>
    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns)
    {
        using var scope = torch.NewDisposeScope();
        return network.forward(images).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images, torch.Tensor? columns) => network.Features(images);

    /// <summary>Takes a member of its kind whole; of anything else the body, by its own, torchvision's or timm's names, with a head of its own.</summary>
    /// <inheritdoc/>
    public override void Start(SafeTensors file)
    {
        if (ImageMemberCheckpoint.Is(file))
        {
            Load(file);
        }
        else
        {
            WeightImport.Load(network, file, new WeightOptions { FirstLayer = OtherKernel.LeaveAtStart });
        }
    }
}
