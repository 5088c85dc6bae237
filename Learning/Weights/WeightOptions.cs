namespace LensGrains.Learning.Weights;

/// <summary>What becomes of the last linear layer.</summary>
public enum HeadWeights
{
    /// <summary>It keeps its fresh weights: it was trained for other classes.</summary>
    LeaveAtStart,

    /// <summary>It is loaded; the file must have it with as many logits.</summary>
    Load,
}

/// <summary>What becomes of a first layer whose kernel is of another size, as with <see cref="Networks.Stem.Small"/>.</summary>
public enum OtherKernel
{
    /// <summary>The file is refused.</summary>
    Refuse,

    /// <summary>The first layer keeps its fresh weights, which the report tells.</summary>
    LeaveAtStart,
}

/// <summary>How weights are taken over.</summary>
public sealed record WeightOptions
{
    /// <summary>What becomes of the last layer. Default: it keeps its fresh weights.</summary>
    public HeadWeights Head { get; init; } = HeadWeights.LeaveAtStart;

    /// <summary>What becomes of a first layer with another kernel. Default: the file is refused.</summary>
    public OtherKernel FirstLayer { get; init; } = OtherKernel.Refuse;
}
