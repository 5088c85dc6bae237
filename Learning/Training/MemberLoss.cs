namespace LensGrains.Learning.Training;

/// <summary>What a batch costs.</summary>
/// <param name="Total">A single number to be minimised, a mean over the batch.</param>
/// <param name="Terms">Parts of it and other numbers worth logging, by name, each a single number without a gradient.</param>
public sealed record MemberLoss(torch.Tensor Total, IReadOnlyDictionary<string, torch.Tensor> Terms)
{
    /// <summary>Nothing besides the total.</summary>
    public static IReadOnlyDictionary<string, torch.Tensor> NoTerms { get; } = new Dictionary<string, torch.Tensor>();
}
