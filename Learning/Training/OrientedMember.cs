using LensGrains.Learning.Augmentations;
using LensGrains.Learning.Networks;

namespace LensGrains.Learning.Training;

/// <summary>
/// A member whose score has the mean log odds over several orientations of the image. With all eight it does not hang on how an image is turned.
/// Training and its held-out losses see one orientation as ever.
/// </summary>
internal sealed class OrientedMember(ImageMember inner, int orientations) : DecoratedMember(inner)
{
    public override (torch.Tensor Probability, torch.Tensor LogitVariance) Predict(torch.Tensor images, torch.Tensor? columns)
        => PassAnswers.OfMeans(LogitPasses.Of(orientations, orientation => Inner.Logits(Orientation.Turn(images, orientation), columns)), images.device);
}
