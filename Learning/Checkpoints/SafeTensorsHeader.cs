using System.Text.Json;

namespace LensGrains.Learning.Checkpoints;

/// <summary>Reads the JSON header of a safetensors file that may be hostile: every offset is checked before use.</summary>
internal static class SafeTensorsHeader
{
    private const string MetadataName = "__metadata__";

    public static SafeTensors Read(JsonElement header, ReadOnlyMemory<byte> data)
    {
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var extents = new List<(long Begin, long End)>();
        foreach (var property in header.EnumerateObject())
        {
            if (property.NameEquals(MetadataName))
            {
                foreach (var text in property.Value.EnumerateObject())
                {
                    metadata[text.Name] = text.Value.GetString() ?? "";
                }

                continue;
            }

            var (tensor, extent) = ReadTensor(property, data);
            extents.Add(extent);
            if (!tensors.TryAdd(property.Name, tensor))
            {
                throw new CheckpointException($"The array '{property.Name}' appears twice.");
            }
        }

        RequireGapless(extents, data.Length);
        return new SafeTensors(tensors, metadata);
    }

    private static (StoredTensor Tensor, (long Begin, long End) Extent) ReadTensor(JsonProperty property, ReadOnlyMemory<byte> data)
    {
        var dtype = property.Value.GetProperty("dtype").GetString();
        if (!Enum.TryParse<TensorElement>(dtype, ignoreCase: false, out var element) || element.ToString() != dtype)
        {
            throw new CheckpointException($"'{property.Name}' has the unsupported type '{dtype}'.");
        }

        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > data.Length)
        {
            throw new CheckpointException($"'{property.Name}' lies outside the file.");
        }

        try
        {
            return (new StoredTensor(element, shape, data[(int)begin..(int)end]), (begin, end));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new CheckpointException($"'{property.Name}': {e.Message}", e);
        }
    }

    private static void RequireGapless(List<(long Begin, long End)> extents, long length)
    {
        var next = 0L;
        foreach (var (begin, end) in extents.Order())
        {
            if (begin != next)
            {
                throw new CheckpointException("The arrays overlap or leave gaps.");
            }

            next = end;
        }

        if (next != length)
        {
            throw new CheckpointException("Bytes that belong to no array follow the last one.");
        }
    }
}
