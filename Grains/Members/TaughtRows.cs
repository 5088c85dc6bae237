using System.Text.Json;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Grains.Members;

/// <summary>A round's examples as columns, whatever a member sees of the sources: embeddings or images.</summary>
/// <param name="Examples">[n], by ordinal.</param>
/// <param name="FormerGroups">Groups of examples of earlier rounds that share an object with one of these, by ordinal.</param>
internal sealed record TaughtRows(IReadOnlyList<Example> Examples, IReadOnlyDictionary<int, int> FormerGroups)
{
    /// <summary>[n]; true for rows that the member never trains on. Labels that a model made measure nothing, so they are never held out.</summary>
    public required bool[] HeldOut { get; init; }

    public bool[] Positives => [.. Examples.Select(e => e.Positive)];

    public int[] Ordinals => [.. Examples.Select(e => e.Source.Value)];

    /// <summary>[n] above 0.</summary>
    public float[] Weights => [.. Examples.Select(e => (float)(e.Weight ?? 1))];

    /// <summary>[n] in [0, 1].</summary>
    public float[] Targets => [.. Examples.Select(e => (float)(e.Target ?? (e.Positive ? 1 : 0)))];

    /// <summary>[n]; copies of one object share a number.</summary>
    public int[] Groups => [.. Examples.Select(GroupOf)];

    /// <summary>Reads the examples of an order that <paramref name="has"/> something to be seen.</summary>
    public static async Task<TaughtRows> ReadAsync(TrainOrder order, IBlobStore blobs, Func<Ordinal, bool> has, CancellationToken cancellationToken)
    {
        var file = await blobs.ReadAsync(order.Examples, cancellationToken) ?? throw new FileNotFoundException("The examples are missing.", order.Examples);
        var former = await blobs.ReadAsync(ExampleFiles.Former(order.Examples), cancellationToken);
        var examples = Parse(file.Body).Where(e => has(e.Source)).ToArray();
        var policy = order.Manifest.Policy;
        var folds = Folds.Count(policy);
        return new TaughtRows(
            examples,
            former is { } other ? Parse(other.Body).Where(e => e.Group is not null).ToDictionary(e => e.Source.Value, GroupOf) : new Dictionary<int, int>())
        {
            HeldOut = [.. examples.Select(e =>
                e.Origin != LabelOrigin.Machine && (e.Fold ?? Folds.Of(e.Source, policy.Seed, folds)) == order.Plan.HeldOutFold)],
        };
    }

    private static Example[] Parse(ReadOnlyMemory<byte> body) => [.. JsonSerializer.Deserialize(body.Span, RoundJson.Default.IReadOnlyListExample)!];

    private static int GroupOf(Example example) => (example.Group ?? example.Source).Value;
}
