using System.Runtime.InteropServices;

namespace LensGrains.Learning.Checkpoints;

/// <summary>A named array in a safetensors file: element type, shape (row-major), little-endian bytes.</summary>
public sealed class StoredTensor
{
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    public StoredTensor(TensorElement element, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (shape.Any(size => size < 0) || elements * element.SizeBytes() != bytes.Length)
        {
            throw new ArgumentException($"{bytes.Length} bytes do not fill {element} [{string.Join(", ", shape)}].");
        }

        Element = element;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>The element type.</summary>
    public TensorElement Element { get; }

    /// <summary>Sizes, slowest first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A float32 array of the shape given.</summary>
    public static StoredTensor Of(ReadOnlySpan<float> values, params long[] shape)
        => new(TensorElement.F32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int64 array of the shape given.</summary>
    public static StoredTensor Of(ReadOnlySpan<long> values, params long[] shape)
        => new(TensorElement.I64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A float64 array of the shape given.</summary>
    public static StoredTensor Of(ReadOnlySpan<double> values, params long[] shape)
        => new(TensorElement.F64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An array of bytes.</summary>
    public static StoredTensor Of(ReadOnlySpan<byte> values) => new(TensorElement.U8, [values.Length], values.ToArray());

    /// <summary>The elements as float64.</summary>
    /// <exception cref="CheckpointException">The array holds something else.</exception>
    public double[] Doubles() => Element == TensorElement.F64
        ? MemoryMarshal.Cast<byte, double>(Bytes.Span).ToArray()
        : throw new CheckpointException($"F64 was expected, the array holds {Element}.");

    /// <summary>The elements as float32.</summary>
    /// <exception cref="CheckpointException">The array holds something else.</exception>
    public float[] Floats() => Element == TensorElement.F32
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray()
        : throw new CheckpointException($"F32 was expected, the array holds {Element}.");

    /// <summary>The elements as float32, from any floating-point type: exact from the shorter ones, rounded from float64.</summary>
    /// <exception cref="CheckpointException">The array holds something else.</exception>
    public float[] Widened() => Element switch
    {
        TensorElement.F32 => Floats(),
        TensorElement.F64 => Array.ConvertAll(Doubles(), value => (float)value),
        TensorElement.F16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes.Span).ToArray(), value => (float)value),
        TensorElement.BF16 => Array.ConvertAll(
            MemoryMarshal.Cast<byte, ushort>(Bytes.Span).ToArray(), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        _ => throw new CheckpointException($"A floating-point type was expected, the array holds {Element}."),
    };

    /// <summary>The elements as int64.</summary>
    /// <exception cref="CheckpointException">The array holds something else.</exception>
    public long[] Integers() => Element == TensorElement.I64
        ? MemoryMarshal.Cast<byte, long>(Bytes.Span).ToArray()
        : throw new CheckpointException($"I64 was expected, the array holds {Element}.");
}
