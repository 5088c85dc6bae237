using LensGrains.Core.Ports;
using LensGrains.Learning.Data.Streams;

namespace LensGrains.Learning.Data.Shards;

/// <summary>Somewhere that shards lie.</summary>
public interface IShardPlace
{
    /// <summary>True for addresses of this place.</summary>
    bool Holds(string address);

    /// <summary>Opens a shard for reading from its start.</summary>
    /// <exception cref="DataFaultException">It is not there or cannot be opened.</exception>
    Task<Stream> OpenAsync(string address, CancellationToken cancellationToken);
}

/// <summary>Shards on this machine: any address without a scheme.</summary>
public sealed class FileShards : IShardPlace
{
    private const int BufferBytes = 1 << 18;

    /// <inheritdoc/>
    public bool Holds(string address) => !address.Contains("://", StringComparison.Ordinal) && !address.StartsWith(BlobShards.Scheme, StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(
                address, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan | FileOptions.Asynchronous));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFaultException(new DataFault(Path.GetFileName(address), null, DataFaultCodes.NotFound, "There is no such file."), missing);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DataFaultException(
                new DataFault(Path.GetFileName(address), null, DataFaultCodes.Unreachable, "The operating system refuses to read the file."), refused);
        }
    }
}

/// <summary>Shards in the deployment's blob store: <c>blob:</c> and a path.</summary>
public sealed class BlobShards(IBlobStore store) : IShardPlace
{
    internal const string Scheme = "blob:";

    /// <inheritdoc/>
    public bool Holds(string address) => address.StartsWith(Scheme, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(string address, CancellationToken cancellationToken)
    {
        var path = address[Scheme.Length..];
        var file = await store.GetLocalFileAsync(path, cancellationToken);
        return file is null
            ? throw new DataFaultException(new DataFault(address, null, DataFaultCodes.NotFound, "There is no such blob."))
            : await new FileShards().OpenAsync(file, cancellationToken);
    }
}
