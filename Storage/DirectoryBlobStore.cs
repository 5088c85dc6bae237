using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LensGrains.Core.Ports;

namespace LensGrains.Storage;

/// <summary>
/// Blobs as files under one folder. A file is written beside the tree, flushed, and then given its name, so that a name
/// never shows half a blob, also after power loss. Any number of processes may share the folder, over a network file system too if
/// that has hard links and locks.
/// </summary>
public sealed class DirectoryBlobStore : IBlobStore
{
    private const string TemporaryFolder = ".partial";
    private const string LockFolder = ".locks";
    private const int WouldBlock = 11; // EWOULDBLOCK, as .NET reports a file locked by another on Linux
    private const int SharingViolation = unchecked((int)0x80070020); // the same on Windows
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(2);

    private readonly string _root;
    private readonly string _temporary;
    private readonly string _locks;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _replacing = new();

    /// <summary>Uses <paramref name="root"/>, creating it where it is absent.</summary>
    public DirectoryBlobStore(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _temporary = Path.Combine(_root, TemporaryFolder);
        _locks = Path.Combine(_root, LockFolder);
        Directory.CreateDirectory(_temporary);
        Directory.CreateDirectory(_locks);
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken = default)
    {
        var target = BlobPath.Resolve(_root, path);
        if (TryRenew(target))
        {
            return false;
        }

        var temporary = NewTemporary();
        try
        {
            await WriteFileAsync(temporary, write, cancellationToken).ConfigureAwait(false);
            DurableFiles.CreateFolder(_root, Path.GetDirectoryName(target)!);
            return DurableFiles.TryMoveNew(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync(
        string path, ReadOnlyMemory<byte> body, string? expectedEtag, CancellationToken cancellationToken = default)
    {
        var target = BlobPath.Resolve(_root, path);
        var turn = _replacing.GetOrAdd(target, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var others = await LockAsync(path, cancellationToken).ConfigureAwait(false);
            var current = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            return current?.Etag == expectedEtag ? await ReplaceFileAsync(target, body, cancellationToken).ConfigureAwait(false) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<StoredState?> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            var body = await File.ReadAllBytesAsync(BlobPath.Resolve(_root, path), cancellationToken).ConfigureAwait(false);
            return new StoredState(body, EtagOf(body));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<long?> LengthAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(BlobPath.Resolve(_root, path));
        return Task.FromResult(file.Exists ? file.Length : (long?)null);
    }

    /// <inheritdoc/>
    public Task<string?> GetLocalFileAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = BlobPath.Resolve(_root, path);
        return Task.FromResult(File.Exists(file) ? file : null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var paths = await Task.Run(() => List(prefix), cancellationToken).ConfigureAwait(false);
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return path;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = BlobPath.Resolve(_root, path);
        if (File.Exists(file))
        {
            File.Delete(file);
            DurableFiles.FlushFolder(Path.GetDirectoryName(file)!);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// True where the file is there already. Its time becomes now: whoever wanted to create it is about to name it, so a sweep of
    /// what nothing names must not take it for old.
    /// </summary>
    private static bool TryRenew(string file)
    {
        try
        {
            if (File.Exists(file))
            {
                File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime);
                return true;
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Swept between the two lines: written anew.
        }

        return false;
    }

    /// <summary>
    /// Keeps other processes from replacing the same file until it is disposed of, or this process ends however it may. Within the
    /// process the turn has been waited for, so that there are few to wait for here.
    /// </summary>
    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_locks, EtagOf(Encoding.UTF8.GetBytes(path)));
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException held) when (held.HResult is WouldBlock or SharingViolation)
            {
                await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> ReplaceFileAsync(string target, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var temporary = NewTemporary();
        try
        {
            await WriteFileAsync(temporary, (stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken).ConfigureAwait(false);
            DurableFiles.CreateFolder(_root, Path.GetDirectoryName(target)!);
            DurableFiles.Replace(temporary, target);
            return EtagOf(body.Span);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task WriteFileAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await write(file, cancellationToken).ConfigureAwait(false);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
    }

    private List<string> List(string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        var folder = slash < 0 ? _root : BlobPath.Resolve(_root, prefix[..slash]);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        return Directory.EnumerateFiles(folder, "*", everything)
            .Select(file => Path.GetRelativePath(_root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && !path.StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    private string NewTemporary() => Path.Combine(_temporary, Guid.NewGuid().ToString("N"));

    private static string EtagOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
