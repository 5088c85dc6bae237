using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Win32.SafeHandles;

namespace LensGrains.Storage.Azure.Blobs;

/// <summary>
/// Uploads a file that must become a new blob whole or not at all: its blocks are staged where nobody sees them, under ids of this
/// upload's own so that two uploads to one name cannot take each other's, and one request on the condition that the name is free
/// makes a blob of them.
/// </summary>
internal sealed class StagedUpload(ContainerClients container, string name, AzureStorageOptions options)
{
    private const int ParallelBlocks = 4;

    private readonly string _id = Guid.NewGuid().ToString("N");

    /// <summary>Sends the file's bytes; what to hand to <see cref="CommitAsync"/>.</summary>
    public async Task<IReadOnlyList<string>> StageAsync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        var blocks = Enumerable.Range(0, checked((int)((length + options.UploadBytes - 1) / options.UploadBytes))).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelBlocks, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blocks, parallel, async (number, token) => await StageAsync(file, number, token).ConfigureAwait(false)).ConfigureAwait(false);
        return blocks.ConvertAll(BlockId);
    }

    /// <summary>Makes a blob of what was staged, if the name is free; its etag.</summary>
    public async Task<ETag> CommitAsync(IReadOnlyList<string> blocks, IDictionary<string, string> metadata)
    {
        var commit = new CommitBlockListOptions { Conditions = ConditionalBlob.Condition(null), Metadata = metadata };
        var blob = container.Writes.GetBlockBlobClient(name);
        return (await blob.CommitBlockListAsync(blocks, commit).ConfigureAwait(false)).Value.ETag;
    }

    private async Task StageAsync(SafeFileHandle file, int number, CancellationToken cancellationToken)
    {
        var offset = (long)number * options.UploadBytes;
        var bytes = new byte[Math.Min(options.UploadBytes, RandomAccess.GetLength(file) - offset)];
        for (var read = 0; read < bytes.Length;)
        {
            var more = await RandomAccess.ReadAsync(file, bytes.AsMemory(read), offset + read, cancellationToken).ConfigureAwait(false);
            read += more > 0 ? more : throw new EndOfStreamException("The file became shorter while it was uploaded.");
        }

        using var body = new MemoryStream(bytes, writable: false);
        await container.Reads.GetBlockBlobClient(name).StageBlockAsync(BlockId(number), body, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private string BlockId(int number) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{_id}-{number:D6}"));
}
