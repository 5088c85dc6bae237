using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Checkpoints;

namespace LensGrains.Learning.Training;

/// <summary>A member that does all that another does, but for what a subclass changes.</summary>
/// <param name="inner">The other; disposed of with this one.</param>
public abstract class DecoratedMember(ImageMember inner) : ImageMember
{
    /// <inheritdoc/>
    public override torch.nn.Module Module => inner.Module;

    /// <inheritdoc/>
    public override int Columns => inner.Columns;

    /// <inheritdoc/>
    public override bool KeepsBestEpoch => inner.KeepsBestEpoch;

    /// <inheritdoc/>
    public override long FeatureWidth => inner.FeatureWidth;

    /// <summary>The other member.</summary>
    protected internal ImageMember Inner => inner;

    /// <inheritdoc/>
    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? columns) => inner.Logits(images, columns);

    /// <inheritdoc/>
    public override torch.Tensor Features(torch.Tensor images, torch.Tensor? columns) => inner.Features(images, columns);

    /// <inheritdoc/>
    public override MemberLoss Loss(ImageBatch batch, LossOptions options, double progress) => inner.Loss(batch, options, progress);

    /// <inheritdoc/>
    public override (torch.Tensor Probability, torch.Tensor LogitVariance) Predict(torch.Tensor images, torch.Tensor? columns) => inner.Predict(images, columns);

    /// <inheritdoc/>
    public override Augmentation Varied(Augmentation wanted) => inner.Varied(wanted);

    /// <inheritdoc/>
    public override void EpochEnded(int epoch, int epochs) => inner.EpochEnded(epoch, epochs);

    /// <inheritdoc/>
    public override void TrainingEnded(Func<IEnumerable<torch.Tensor>> images) => inner.TrainingEnded(images);

    /// <inheritdoc/>
    public override Dictionary<string, StoredTensor> Save() => inner.Save();

    /// <inheritdoc/>
    public override void Load(SafeTensors file) => inner.Load(file);

    /// <inheritdoc/>
    public override void Start(SafeTensors file) => inner.Start(file);

    /// <inheritdoc/>
    public override void Dispose()
    {
        inner.Dispose();
        GC.SuppressFinalize(this);
    }
}
