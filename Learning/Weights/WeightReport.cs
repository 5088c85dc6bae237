namespace LensGrains.Learning.Weights;

/// <summary>An array that was changed to fit.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="From">Its shape in the file.</param>
/// <param name="To">Its shape in the network.</param>
/// <param name="How">What was done.</param>
public sealed record AdaptedArray(string Name, IReadOnlyList<long> From, IReadOnlyList<long> To, string How);

/// <summary>What became of a file of weights.</summary>
/// <param name="Names">Whose names the file uses: <c>torchvision</c>, <c>timm</c> or <c>own</c>.</param>
/// <param name="Prefix">What stood before every name, such as <c>encoder.</c> in Zoobot's checkpoints; empty where nothing did.</param>
/// <param name="Loaded">The network's arrays that were loaded as they are.</param>
/// <param name="Adapted">The network's arrays that were changed to fit and loaded.</param>
/// <param name="LeftAtStart">The network's arrays that kept their fresh weights.</param>
/// <param name="Unused">The file's arrays that nothing took.</param>
public sealed record WeightReport(
    string Names,
    string Prefix,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<AdaptedArray> Adapted,
    IReadOnlyList<string> LeftAtStart,
    IReadOnlyList<string> Unused)
{
    /// <summary>The same for people, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Loaded.Count} arrays loaded by {Names} names{(Prefix.Length > 0 ? $" behind '{Prefix}'" : "")}";
        foreach (var array in Adapted)
        {
            yield return $"{array.Name}: [{string.Join(", ", array.From)}] to [{string.Join(", ", array.To)}], {array.How}";
        }

        foreach (var (what, names) in new[] { ("left at start", LeftAtStart), ("not used", Unused) })
        {
            if (names.Count > 0)
            {
                yield return $"{what}: {string.Join(", ", names)}";
            }
        }
    }
}
