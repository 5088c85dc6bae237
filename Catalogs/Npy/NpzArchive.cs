using System.IO.Compression;

namespace LensGrains.Catalogs.Npy;

/// <summary>
/// A <c>.npz</c> file: a zip (zip64 too) of <c>.npy</c> members. A member is unpacked to a file of its own before it is mapped,
/// and never to more bytes than its header announces.
/// </summary>
public sealed class NpzArchive : IDisposable
{
    private readonly ZipArchive _zip;

    private NpzArchive(ZipArchive zip) => _zip = zip;

    /// <summary>Names of the arrays, without <c>.npy</c>.</summary>
    public IEnumerable<string> Names
        => _zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)).Select(e => e.FullName[..^4]);

    public static NpzArchive Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            return new NpzArchive(new ZipArchive(stream, ZipArchiveMode.Read));
        }
        catch (InvalidDataException e)
        {
            stream.Dispose();
            throw new NpyFormatException("not-npz", $"The file is no zip archive: {e.Message}");
        }
    }

    /// <summary>Unpacks one array into a temporary file under <paramref name="workFolder"/> and maps it; the file is gone once it is mapped.</summary>
    public async Task<MappedNpy> MapAsync(string name, string workFolder, CancellationToken cancellationToken = default)
    {
        var entry = _zip.GetEntry(name + ".npy")
            ?? throw new NpyFormatException("npz-member", $"The archive has no array '{name}'; it has {string.Join(", ", Names.Take(8))}.");
        var path = Path.Combine(workFolder, $"lensgrains-{Guid.NewGuid():N}.npy");
        try
        {
            await UnpackAsync(entry, path, cancellationToken);
            return MappedNpy.Open(path);
        }
        catch (InvalidDataException e)
        {
            throw new NpyFormatException("not-npz", $"The array '{name}' cannot be unpacked: {e.Message}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose() => _zip.Dispose();

    private static async Task UnpackAsync(ZipArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        NpyHeader header;
        await using (var peek = await entry.OpenAsync(cancellationToken))
        {
            header = NpyHeader.Read(peek);
        }

        var remaining = header.DataOffset + header.DataBytes;
        if (entry.Length != remaining)
        {
            var reason = entry.Length < remaining ? "npy-truncated" : "npy-too-long";
            throw new NpyFormatException(reason, $"The array needs {remaining} bytes, its member has {entry.Length}.");
        }

        await using var source = await entry.OpenAsync(cancellationToken);
        await using var target = File.Create(path);
        var buffer = new byte[1 << 20];
        while (remaining > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, remaining)), cancellationToken);
            if (read == 0)
            {
                throw new NpyFormatException("npy-truncated", "The member ends before its array does.");
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            remaining -= read;
        }
    }
}
