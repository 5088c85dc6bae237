using System.Globalization;
using System.Text.Json.Serialization;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Cli.Datasets;

/// <summary>What was packed.</summary>
internal sealed record PackSummary(int Samples, IReadOnlyDictionary<string, int> Labels, IReadOnlyList<string> Shards, int LeftOut);

/// <summary>What is in a data set.</summary>
/// <param name="Blocks">Shards or slabs.</param>
/// <param name="Samples">Samples that read.</param>
/// <param name="Faults">What did not.</param>
/// <param name="Bands">How many samples have which bands.</param>
/// <param name="Sizes">How many have which width × height.</param>
/// <param name="Labels">How many have which label; at most 100 different ones.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="ListedFaults">The first faults.</param>
internal sealed record DatasetSummary(
    int Blocks,
    long Samples,
    long Faults,
    IReadOnlyDictionary<string, long> Bands,
    IReadOnlyDictionary<string, long> Sizes,
    IReadOnlyDictionary<string, long> Labels,
    IReadOnlyList<string> Columns,
    IReadOnlyList<DataFault> ListedFaults)
{
    private const int MostLabels = 100;

    /// <summary>Reads an epoch through.</summary>
    public static async Task<DatasetSummary> OfAsync(int blocks, SampleStream stream, CancellationToken stop)
    {
        SortedDictionary<string, long> bands = new(StringComparer.Ordinal), sizes = new(StringComparer.Ordinal), labels = new(StringComparer.Ordinal);
        var columns = new SortedSet<string>(StringComparer.Ordinal);
        var samples = 0L;
        await foreach (var sample in stream.ReadEpochAsync(stop))
        {
            samples++;
            Count(bands, string.Join(' ', sample.Cutout.Bands));
            Count(sizes, $"{sample.Cutout.Width} x {sample.Cutout.Height}");
            var label = sample.Label?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
            Count(labels, labels.Count < MostLabels || labels.ContainsKey(label) ? label : "other");
            columns.UnionWith(sample.Columns.Keys);
        }

        return new DatasetSummary(blocks, samples, stream.Faults.Count, bands, sizes, labels, [.. columns], stream.Faults.Listed);
    }

    private static void Count(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatasetSummary))]
[JsonSerializable(typeof(PackSummary))]
internal sealed partial class DatasetJson : JsonSerializerContext;
