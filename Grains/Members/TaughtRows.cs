using System.Text.Json;
using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Core.Sky;
using LensGrains.Grains.Interfaces.Members;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Grains.Members;

/// <summary>A round's examples as columns, whatever a member sees of the sources: embeddings or images.</summary>
/// <param name="Examples">By ordinal: the first of n rows.</param>
/// <param name="Presumed">By ordinal: the other rows, sources that nobody has spoken of.</param>
/// <param name="FormerGroups">Groups of examples of earlier rounds that share an object with one of these, by ordinal.</param>
internal sealed record TaughtRows(IReadOnlyList<Example> Examples, IReadOnlyList<Ordinal> Presumed, IReadOnlyDictionary<int, int> FormerGroups)
{
    /// <summary>
    /// [n]; true for rows that the member never trains on. Labels that a model made, and those that are presumed, measure nothing, so they are
    /// never held out.
    /// </summary>
    public required bool[] HeldOut { get; init; }

    /// <summary>[n].</summary>
    public Ordinal[] Sources => [.. Examples.Select(e => e.Source), .. Presumed];

    public bool[] Positives => [.. Examples.Select(e => e.Positive), .. Presumed.Select(_ => false)];

    public int[] Ordinals => [.. Sources.Select(s => s.Value)];

    /// <summary>[n] above 0.</summary>
    public float[] Weights => [.. Examples.Select(e => (float)(e.Weight ?? 1)), .. Presumed.Select(_ => PresumedNegatives.Weight)];

    /// <summary>[n] in [0, 1].</summary>
    public float[] Targets => [.. Examples.Select(e => (float)(e.Target ?? (e.Positive ? 1 : 0))), .. Presumed.Select(_ => 0f)];

    /// <summary>[n]; copies of one object share a number.</summary>
    public int[] Groups => [.. Examples.Select(GroupOf), .. Presumed.Select(s => s.Value)];

    /// <summary>Reads the examples of an order that <paramref name="has"/> something to be seen, and draws the negatives that are presumed.</summary>
    /// <param name="order">What is trained.</param>
    /// <param name="blobs">Where the files are.</param>
    /// <param name="catalog">Says where sources are.</param>
    /// <param name="has">Whether the member sees anything of a source.</param>
    /// <param name="mostPresumed">Most negatives that are presumed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<TaughtRows> ReadAsync(
        TrainOrder order, IBlobStore blobs, Catalog catalog, Func<Ordinal, bool> has, int mostPresumed, CancellationToken cancellationToken)
    {
        var file = await blobs.ReadAsync(order.Examples, cancellationToken) ?? throw new FileNotFoundException("The examples are missing.", order.Examples);
        var former = await blobs.ReadAsync(ExampleFiles.Former(order.Examples), cancellationToken);
        var all = Parse(file.Body);
        var examples = all.Where(e => has(e.Source)).ToArray();
        var policy = order.Manifest.Policy;
        var folds = Folds.Count(policy);
        var presumed = policy.PresumedNegatives > 0 ? await PresumeAsync(order, blobs, all, catalog, has, mostPresumed, cancellationToken) : [];
        return new TaughtRows(
            examples,
            presumed,
            former is { } other ? Parse(other.Body).Where(e => e.Group is not null).ToDictionary(e => e.Source.Value, GroupOf) : new Dictionary<int, int>())
        {
            HeldOut =
            [
                .. examples.Select(e => e.Origin != LabelOrigin.Machine && (e.Fold ?? Folds.Of(e.Source, policy.Seed, folds)) == order.Plan.HeldOutFold),
                .. presumed.Select(_ => false),
            ],
        };
    }

    /// <summary>Draws among sources that nobody has spoken of, and leaves out what lies so near to an example that it shows the same object.</summary>
    private static async Task<IReadOnlyList<Ordinal>> PresumeAsync(
        TrainOrder order, IBlobStore blobs, Example[] examples, Catalog catalog, Func<Ordinal, bool> has, int most, CancellationToken cancellationToken)
    {
        var path = ExampleFiles.Others(order.Examples);
        var file = await blobs.ReadAsync(path, cancellationToken) ?? throw new FileNotFoundException("The sources that are no examples are missing.", path);
        var others = JsonSerializer.Deserialize(file.Body.Span, RoundJson.Default.IReadOnlyListOrdinal)!;
        var policy = order.Manifest.Policy;
        var spokenOf = examples.Select(e => e.Source).Concat(others).ToHashSet();
        var count = PresumedNegatives.Count(policy.PresumedNegatives, order.Manifest.Sources - spokenOf.Count);
        var drawn = PresumedNegatives.Draw(
            Math.Min(count, most), order.Manifest.Sources, unchecked((ulong)order.Plan.Seed), s => !spokenOf.Contains(s) && has(s));
        return Apart(drawn, spokenOf, catalog, policy.ObjectRadiusArcsec ?? CampaignPolicy.UsualObjectRadiusArcsec);
    }

    private static IReadOnlyList<Ordinal> Apart(IReadOnlyList<Ordinal> drawn, IReadOnlySet<Ordinal> spokenOf, Catalog catalog, double radiusArcsec)
    {
        if (radiusArcsec == 0)
        {
            return drawn;
        }

        var places = new SkyIndex([.. spokenOf.Select(s => (Place: catalog.PositionOf(s), s.Value)).Where(s => s.Place is not null).Select(s => (s.Place!.Value, s.Value))]);
        return places.Count == 0
            ? drawn
            : [.. drawn.Where(s => catalog.PositionOf(s) is not { } place || places.Within(place, radiusArcsec).Count == 0)];
    }

    private static Example[] Parse(ReadOnlyMemory<byte> body) => [.. JsonSerializer.Deserialize(body.Span, RoundJson.Default.IReadOnlyListExample)!];

    private static int GroupOf(Example example) => (example.Group ?? example.Source).Value;
}
