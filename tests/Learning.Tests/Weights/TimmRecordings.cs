using System.Text.Json;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Tests.Networks;
using LensGrains.Tests;

namespace LensGrains.Learning.Tests.Weights;

/// <summary>What timm's networks answered: <c>tests/oracles/learning/timm_names.py</c>.</summary>
internal sealed record TimmRecordings(
    Dictionary<string, TimmRecordings.Network> Networks,
    TimmRecordings.Network Resized,
    TimmRecordings.Grid[] Grids,
    Dictionary<string, JsonElement[][]> Names)
{
    private static readonly Lazy<TimmRecordings> Recorded = new(() => JsonSerializer.Deserialize<TimmRecordings>(
        File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "oracles", "learning", "timm_names.json")), JsonSerializerOptions.Web)!);

    public static TimmRecordings Read() => Recorded.Value;

    /// <summary>A file with these arrays; their values follow from their names, or are zero.</summary>
    public static SafeTensors FileOf(JsonElement[][] arrays, string prefix = "", bool hasValues = true)
    {
        var tensors = arrays.Select(pair => (Name: pair[0].GetString()!, Shape: pair[1].Deserialize<long[]>()!))
            .ToDictionary(array => prefix + array.Name, array => Stored(array.Name, array.Shape, hasValues));
        return new SafeTensors(tensors, new Dictionary<string, string>());
    }

    private static StoredTensor Stored(string name, long[] shape, bool hasValues)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
        {
            return StoredTensor.Of([0L], shape);
        }

        return hasValues
            ? StoredTensor.Of(Array.ConvertAll(Formula.Values(name, shape), value => (float)value), shape)
            : StoredTensor.Of(new float[shape.Aggregate(1L, (product, size) => product * size)], shape);
    }

    internal sealed record Network(long Size, JsonElement[][] Arrays, double[] Logits);

    internal sealed record Grid(int Old, int New, double[] Values);
}
