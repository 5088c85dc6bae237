using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LensGrains.Catalogs.Npy;
using Microsoft.Win32.SafeHandles;

namespace LensGrains.Learning.Images;

/// <summary>
/// Rows of float16 numbers, one after another in a file without a header (little-endian, as <c>numpy.memmap(path, "&lt;f2")</c> reads it),
/// mapped into memory: what is read counts as file cache, so that a set may be larger than the memory. Safe for reads from several threads.
/// </summary>
public sealed class HalfFile : IDisposable
{
    private readonly MappedFile _file;

    private HalfFile(MappedFile file, int width) => (_file, Width) = (file, width);

    /// <summary>Numbers in a row, d.</summary>
    public int Width { get; }

    /// <summary>Rows n.</summary>
    public int Count => (int)(_file.Length / (2L * Width));

    /// <summary>Maps a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="width">d, 1 or more.</param>
    /// <exception cref="InvalidDataException">The file is no whole number of rows.</exception>
    public static HalfFile Open(string path, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var file = MappedFile.Open(path);
        if (file.Length % (2L * width) == 0)
        {
            return new HalfFile(file, width);
        }

        file.Dispose();
        throw new InvalidDataException($"{file.Length} bytes are no whole number of rows of {width} float16 numbers.");
    }

    /// <summary>A row, [d]; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<Half> Row(long row) => MemoryMarshal.Cast<byte, Half>(_file.Bytes(row * 2L * Width, 2 * Width));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>Writes a <see cref="HalfFile"/>: any row at any time, from several threads. The file has its name only once it is whole.</summary>
public sealed class HalfFileWriter : IDisposable
{
    private readonly string _path;
    private readonly int _width;
    private readonly SafeFileHandle _part;

    /// <param name="path">Where it shall be; what is there is replaced.</param>
    /// <param name="width">Numbers in a row, d.</param>
    public HalfFileWriter(string path, int width)
    {
        (_path, _width) = (path, width);
        _part = File.OpenHandle(path + ".part", FileMode.Create, FileAccess.Write);
    }

    /// <summary>Writes a row [d], rounded to float16.</summary>
    public void Write(long row, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _width);
        var narrow = new Half[_width];
        TensorPrimitives.ConvertToHalf(values, narrow);
        RandomAccess.Write(_part, MemoryMarshal.AsBytes<Half>(narrow), row * 2L * _width);
    }

    /// <summary>Gives the file its name.</summary>
    public void Finish()
    {
        _part.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
    }

    /// <summary>What has not been finished goes.</summary>
    public void Dispose()
    {
        _part.Dispose();
        File.Delete(_path + ".part");
    }
}
