namespace LensGrains.Learning.Weights;

/// <summary>torchvision's own names where they changed between its versions.</summary>
internal static class TorchvisionNames
{
    /// <summary>Transformers up to 0.12, as the published weights still are: the layers of a block's network had names instead of numbers.</summary>
    public static string OldTransformer(string name) => name
        .Replace(".mlp.0.", ".mlp.linear_1.", StringComparison.Ordinal)
        .Replace(".mlp.3.", ".mlp.linear_2.", StringComparison.Ordinal);
}
