namespace LensGrains.Learning.Members;

/// <summary>Where a checkpoint comes from.</summary>
/// <param name="Parent">The checkpoint that training started from, as its owner names it; null: from random weights.</param>
/// <param name="ManifestHash">The hash of the labels it was trained on.</param>
/// <param name="Attempt">The attempt of the round.</param>
public sealed record MemberLineage(string? Parent, string ManifestHash, int Attempt)
{
    /// <summary>The set of features that it sees, as its owner names it; null: nobody said.</summary>
    public string? Features { get; init; }
}
