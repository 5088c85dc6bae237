using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Catalogs;
using LensGrains.Catalogs.Npy;
using LensGrains.Core.Ids;
using LensGrains.Core.Ports;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces.Rounds;

namespace LensGrains.Grains.Rounds;

/// <summary>A round's examples as its members get them.</summary>
/// <param name="Examples">By ordinal, with weight, age, group and fold.</param>
/// <param name="Former">Examples of earlier rounds that are none of this one.</param>
/// <param name="Counts">What they are made of.</param>
public sealed record TaughtExamples(IReadOnlyList<Example> Examples, IReadOnlyList<Example> Former, ExampleCounts Counts);

/// <summary>From a campaign's labels to a round's examples: ages, hard negatives, weights, objects and folds.</summary>
public sealed class RoundExamples(IBlobStore blobs, SourceObjects objects)
{
    /// <summary>The published round on which another follows; null where there is none, or one of an earlier version.</summary>
    public async Task<RoundBefore?> BeforeAsync(CampaignId campaign, int parent, CancellationToken cancellationToken)
        => parent > 0 && (await IndexAsync(campaign, parent, cancellationToken)).Examples is { } file ? new RoundBefore(parent, file) : null;

    /// <summary>The labelled negatives that the published round before scored highest.</summary>
    public async Task<HardNegatives> MineAsync(
        CampaignId campaign, int parent, IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        var index = await IndexAsync(campaign, parent, cancellationToken);
        var scored = new List<(Ordinal, float)>();
        foreach (var shard in examples.Where(e => !e.Positive).Select(e => e.Source).GroupBy(s => s.Shard))
        {
            if (index.Scores.FirstOrDefault(s => s.Shard == shard.Key) is not { } scores)
            {
                continue; // sources newer than that round have no score
            }

            var path = await blobs.GetLocalFileAsync(scores.Mean, cancellationToken) ?? throw new FileNotFoundException("A score column is missing.", scores.Mean);
            using var column = MappedNpy.Open(path);
            scored.AddRange(shard.Where(s => s.Row < column.Rows).Select(s => (s, column.Elements<float>(s.Row, 1)[0])));
        }

        return HardNegatives.Mine(parent, scored);
    }

    /// <summary>Ages, weighs, joins and deals a manifest's examples.</summary>
    public async Task<TaughtExamples> TeachAsync(
        Manifest manifest, Catalog catalog, IReadOnlyList<Example> examples, CancellationToken cancellationToken)
    {
        var (last, earlier) = manifest.Before is { } round ? await ReadAsync(round.Examples, cancellationToken) : ([], []);
        var now = examples.Select(e => e.Source).ToHashSet();
        Example[] before = [.. last, .. earlier];
        var former = before.Where(e => !now.Contains(e.Source)).OrderBy(e => e.Source).ToArray();
        var weighed = ExampleWeights.Weighed(ExampleWeights.Aged(examples, last), manifest.Policy, manifest.HardNegatives);
        var keys = await objects.KeysAsync(catalog, [.. weighed.Concat(former).Select(e => e.Source)], cancellationToken);
        var grouped = GroupedExamples.Of(weighed, former, before.ToDictionary(e => e.Source), keys, manifest.Policy, cancellationToken);
        return new TaughtExamples(grouped.Examples, grouped.Former, ExampleCounts.Of(grouped.Examples, grouped.Ignored));
    }

    /// <summary>Examples of a round, and the former ones beside them.</summary>
    private async Task<(IReadOnlyList<Example> Examples, IReadOnlyList<Example> Former)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var examples = await blobs.ReadAsync(path, cancellationToken) ?? throw new FileNotFoundException("The examples of a round are missing.", path);
        var former = await blobs.ReadAsync(ExampleFiles.Former(path), cancellationToken);
        return (Parse(examples.Body), former is { } file ? Parse(file.Body) : []);
    }

    private async Task<PublishedRound> IndexAsync(CampaignId campaign, int round, CancellationToken cancellationToken)
    {
        var path = PublishedRound.PathFor(campaign, round);
        var file = await blobs.ReadAsync(path, cancellationToken) ?? throw new FileNotFoundException("The index of a round is missing.", path);
        return Parse(file.Body, PublishedRoundJson.Default.PublishedRound);
    }

    private static IReadOnlyList<Example> Parse(ReadOnlyMemory<byte> body) => Parse(body, RoundJson.Default.IReadOnlyListExample);

    private static T Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> layout) => JsonSerializer.Deserialize(body.Span, layout)!;
}
