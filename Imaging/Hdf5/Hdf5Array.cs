using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Hdf5;

/// <summary>What an array's elements are.</summary>
public enum Hdf5Kind
{
    /// <summary>Whole numbers, and booleans.</summary>
    Integer,

    /// <summary>Floating-point numbers.</summary>
    Float,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Something that is not read here: compounds, references, ragged arrays.</summary>
    Other,
}

/// <summary>An array of a file, read row by row along its first axis, so that nothing larger than a slab is ever in memory.</summary>
public sealed unsafe class Hdf5Array : IDisposable
{
    private const int MaximumRank = 32;

    private readonly long _type;
    private readonly bool _isVariableText;
    private long _dataset;

    private Hdf5Array(string name, long dataset, long type, long[] shape, long chunkRows)
    {
        Name = name;
        Shape = shape;
        ChunkRows = chunkRows;
        ElementBytes = (int)Hdf5Native.GetSize(type);
        Kind = Hdf5Native.GetClass(type) switch
        {
            Hdf5Native.ClassInteger or Hdf5Native.ClassEnum => Hdf5Kind.Integer,
            Hdf5Native.ClassFloat => Hdf5Kind.Float,
            Hdf5Native.ClassString => Hdf5Kind.Text,
            _ => Hdf5Kind.Other,
        };
        _dataset = dataset;
        _type = type;
        _isVariableText = Kind == Hdf5Kind.Text && Hdf5Native.IsVariableText(type) > 0;
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>Lengths of the axes, slowest first; empty for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>What an element is.</summary>
    public Hdf5Kind Kind { get; }

    /// <summary>Bytes of an element in the file.</summary>
    public int ElementBytes { get; }

    /// <summary>Rows that lie in one chunk and are unpacked together; 1 where the array is not cut into chunks.</summary>
    public long ChunkRows { get; }

    /// <summary>Length of the first axis.</summary>
    public long Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>Elements of one row.</summary>
    public long RowElements => Shape.Skip(1).Aggregate(1L, (product, length) => checked(product * length));

    /// <summary>Reads rows as float32, whatever number type the file has.</summary>
    /// <exception cref="Hdf5Exception">The elements are no numbers, or do not read.</exception>
    public void Read(long firstRow, long rows, Span<float> values)
    {
        RequireNumbers(firstRow, rows, values.Length);
        fixed (float* buffer = values)
        {
            ReadSlab(firstRow, rows, "H5T_NATIVE_FLOAT_g", buffer);
        }
    }

    /// <summary>Reads rows as float64, whatever number type the file has.</summary>
    /// <exception cref="Hdf5Exception">The elements are no numbers, or do not read.</exception>
    public void Read(long firstRow, long rows, Span<double> values)
    {
        RequireNumbers(firstRow, rows, values.Length);
        fixed (double* buffer = values)
        {
            ReadSlab(firstRow, rows, "H5T_NATIVE_DOUBLE_g", buffer);
        }
    }

    /// <summary>Reads rows of texts.</summary>
    /// <exception cref="Hdf5Exception">The elements are no texts, or do not read.</exception>
    public string[] ReadTexts(long firstRow, long rows)
    {
        if (Kind != Hdf5Kind.Text)
        {
            throw new Hdf5Exception(Hdf5Exception.WrongType, $"'{Name}' holds no texts.");
        }

        RequireRows(firstRow, rows);
        var count = checked((int)(rows * RowElements));
        var bytes = new byte[checked(count * ElementBytes)];
        fixed (byte* buffer = bytes)
        {
            using var entered = Hdf5Lock.Enter();
            var memory = ReadSelected(firstRow, rows, _type, buffer);
            try
            {
                return [.. Texts(buffer, count)];
            }
            finally
            {
                if (_isVariableText)
                {
                    Hdf5Native.Reclaim(_type, memory, 0, buffer);
                }

                Hdf5Native.CloseSpace(memory);
            }
        }
    }

    /// <summary>A text attribute, or null.</summary>
    public string? TextAttribute(string name)
    {
        using (Hdf5Lock.Enter())
        {
            return Hdf5Attributes.Text(_dataset, name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (Hdf5Lock.Enter())
        {
            if (_dataset != 0)
            {
                Hdf5Native.CloseType(_type);
                Hdf5Native.CloseDataset(_dataset);
                _dataset = 0;
            }
        }
    }

    /// <summary>Takes over an open dataset. Called under the lock.</summary>
    internal static Hdf5Array Of(string name, long dataset)
    {
        var (space, properties) = (Hdf5Native.GetSpace(dataset), Hdf5Native.GetCreation(dataset));
        try
        {
            if (Hdf5Native.GetExternalCount(properties) > 0)
            {
                Hdf5Native.CloseDataset(dataset);
                throw new Hdf5Exception(Hdf5Exception.Elsewhere, $"The elements of '{name}' lie in another file, which is not read.");
            }

            var sizes = stackalloc ulong[MaximumRank];
            var rank = Hdf5Lock.Require(Hdf5Native.GetSizes(space, sizes, null), Hdf5Exception.WrongShape, $"'{name}' has no shape");
            var shape = new ReadOnlySpan<ulong>(sizes, rank).ToArray();
            var isChunked = Hdf5Native.GetLayout(properties) == Hdf5Native.LayoutChunked;
            var chunkRows = isChunked && Hdf5Native.GetChunk(properties, MaximumRank, sizes) > 0 ? (long)sizes[0] : 1;
            return new Hdf5Array(name, dataset, Hdf5Native.GetType(dataset), Array.ConvertAll(shape, size => (long)size), chunkRows);
        }
        finally
        {
            Hdf5Native.CloseProperties(properties);
            Hdf5Native.CloseSpace(space);
        }
    }

    private List<string> Texts(byte* buffer, int count)
    {
        var texts = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            texts.Add(_isVariableText
                ? Marshal.PtrToStringUTF8(((nint*)buffer)[i]) ?? ""
                : Hdf5Text.Trimmed(new ReadOnlySpan<byte>(buffer + (i * ElementBytes), ElementBytes)));
        }

        return texts;
    }

    private void ReadSlab(long firstRow, long rows, string memoryType, void* buffer)
    {
        using var entered = Hdf5Lock.Enter();
        Hdf5Native.CloseSpace(ReadSelected(firstRow, rows, Hdf5Native.TypeOf(memoryType), buffer));
    }

    /// <summary>Reads rows into a buffer; the memory space, which the caller closes.</summary>
    private long ReadSelected(long firstRow, long rows, long memoryType, void* buffer)
    {
        ObjectDisposedException.ThrowIf(_dataset == 0, this);
        var rank = Shape.Count;
        var start = stackalloc ulong[Math.Max(rank, 1)];
        var count = stackalloc ulong[Math.Max(rank, 1)];
        for (var axis = 0; axis < rank; axis++)
        {
            start[axis] = axis == 0 ? (ulong)firstRow : 0;
            count[axis] = axis == 0 ? (ulong)rows : (ulong)Shape[axis];
        }

        var memory = Hdf5Native.CreateSpace(rank, count, null);
        var file = Hdf5Native.GetSpace(_dataset);
        try
        {
            if (rank > 0)
            {
                Hdf5Lock.Require(Hdf5Native.SelectSlab(file, 0, start, null, count, null), Hdf5Exception.WrongShape, $"'{Name}' lacks rows {firstRow} to {firstRow + rows}");
            }

            Hdf5Lock.Require(
                Hdf5Native.Read(_dataset, memoryType, memory, file, 0, buffer), Hdf5Exception.DoesNotRead, $"rows {firstRow} to {firstRow + rows - 1} of '{Name}' do not read");
            return memory;
        }
        catch
        {
            Hdf5Native.CloseSpace(memory);
            throw;
        }
        finally
        {
            Hdf5Native.CloseSpace(file);
        }
    }

    private void RequireNumbers(long firstRow, long rows, int length)
    {
        if (Kind is not (Hdf5Kind.Integer or Hdf5Kind.Float))
        {
            throw new Hdf5Exception(Hdf5Exception.WrongType, $"'{Name}' holds no numbers.");
        }

        RequireRows(firstRow, rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length, rows * RowElements);
    }

    private void RequireRows(long firstRow, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow + rows, Rows);
    }
}
