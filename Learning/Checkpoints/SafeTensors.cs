using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace LensGrains.Learning.Checkpoints;

/// <summary>
/// A safetensors file: eight bytes with the header's length, a JSON header (name → dtype, shape, data offsets; texts under
/// <c>__metadata__</c>), then the arrays without gaps. Nothing in it can run code. See the format's description at
/// https://github.com/huggingface/safetensors.
/// </summary>
public sealed class SafeTensors
{
    private const string MetadataName = "__metadata__";
    private const int MaximumHeaderBytes = 16 * 1024 * 1024;

    /// <summary>Arrays by name, texts by name; names are compared byte by byte.</summary>
    public SafeTensors(IReadOnlyDictionary<string, StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = new SortedDictionary<string, StoredTensor>(tensors.ToDictionary(), StringComparer.Ordinal);
        Metadata = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
    }

    /// <summary>Arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Texts by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The array of that name and shape.</summary>
    /// <exception cref="CheckpointException">It is absent, or its element type or shape is another.</exception>
    public StoredTensor Require(string name, TensorElement element, params long[] shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor))
        {
            throw new CheckpointException($"The checkpoint lacks '{name}'.");
        }

        if (tensor.Element != element || !tensor.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                $"'{name}' must be {element} [{string.Join(", ", shape)}]; the checkpoint has {tensor.Element} [{string.Join(", ", tensor.Shape)}].");
        }

        return tensor;
    }

    /// <summary>The text of that name.</summary>
    /// <exception cref="CheckpointException">It is absent.</exception>
    public string RequireText(string name)
        => Metadata.TryGetValue(name, out var text) ? text : throw new CheckpointException($"The checkpoint's metadata lack '{name}'.");

    /// <summary>The file's bytes; the same content gives the same bytes.</summary>
    public byte[] ToBytes()
    {
        var header = HeaderBytes();
        var file = new byte[8 + header.Length + Tensors.Values.Sum(t => t.Bytes.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        var offset = 8 + header.Length;
        foreach (var tensor in Tensors.Values)
        {
            tensor.Bytes.CopyTo(file.AsMemory(offset));
            offset += tensor.Bytes.Length;
        }

        return file;
    }

    /// <summary>Reads a file, whoever wrote it.</summary>
    /// <exception cref="CheckpointException">The bytes are no whole, gapless safetensors file with the supported types.</exception>
    public static SafeTensors Parse(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 8)
        {
            throw new CheckpointException("The file is shorter than a safetensors header.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > (ulong)Math.Min(MaximumHeaderBytes, file.Length - 8))
        {
            throw new CheckpointException($"The header claims {length} bytes, more than the file holds or than is allowed.");
        }

        try
        {
            using var header = JsonDocument.Parse(file.Slice(8, (int)length), new JsonDocumentOptions { MaxDepth = 8 });
            return SafeTensorsHeader.Read(header.RootElement, file[(8 + (int)length)..]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw new CheckpointException($"The header is malformed: {e.Message}", e);
        }
    }

    private byte[] HeaderBytes()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach (var (name, text) in Metadata)
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            WriteTensors(json);
            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private void WriteTensors(Utf8JsonWriter json)
    {
        var offset = 0L;
        foreach (var (name, tensor) in Tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.Element.ToString());
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Bytes.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
