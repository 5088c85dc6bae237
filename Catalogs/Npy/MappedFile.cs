using System.IO.MemoryMappedFiles;

namespace LensGrains.Catalogs.Npy;

/// <summary>
/// A file mapped read-only. The mapping outlives the garbage collector's interest in this object, because spans do not keep
/// their source alive: only <see cref="Dispose"/> ends it.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    private MappedFile(MemoryMappedViewAccessor? view, long length)
    {
        _view = view;
        Length = length;
        view?.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a whole file; an empty one too.</summary>
    public static MappedFile Open(string path)
    {
        var length = new FileInfo(path).Length;
        if (length == 0)
        {
            return new MappedFile(null, 0); // an empty file cannot be mapped
        }

        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        return new MappedFile(file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
    }

    /// <summary>Some of its bytes, valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They lie outside the file.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset + count > Length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), "The range lies outside the file.");
        }

        return new ReadOnlySpan<byte>(_start + offset, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is null || _start is null)
        {
            return;
        }

        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
