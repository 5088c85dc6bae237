using System.Threading.Channels;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

/// <summary>
/// Keeps where a training stands in one small file that is replaced, so that another silo can go on from there. It is a cache: if it is
/// lost, the training begins anew and comes to the same; if two silos write it, whichever checkpoint stands is a whole one.
/// </summary>
internal sealed class TrainingBreak : IAsyncDisposable
{
    private readonly IBlobStore _blobs;
    private readonly ILogger _log;
    private readonly Channel<Func<byte[]>> _newest
        = Channel.CreateBounded<Func<byte[]>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _writing;
    private string? _etag;

    private TrainingBreak(IBlobStore blobs, string path, StoredState? stored, TimeSpan every, ILogger log)
    {
        (_blobs, _log, _etag) = (blobs, log, stored?.Etag);
        (Path, Every, Stored) = (path, every, stored?.Body);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Time between two checkpoints.</summary>
    public TimeSpan Every { get; }

    /// <summary>What an earlier run of the same training left.</summary>
    public ReadOnlyMemory<byte>? Stored { get; }

    public static async Task<TrainingBreak> OpenAsync(
        IBlobStore blobs, string path, TimeSpan every, ILogger log, CancellationToken cancellationToken)
        => new(blobs, path, await blobs.ReadAsync(path, cancellationToken), every, log);

    /// <summary>Has a state written, unless a newer one comes before it could be. The bytes are made on the writer's thread.</summary>
    public void Keep(Func<byte[]> state) => _newest.Writer.TryWrite(state);

    /// <summary>Removes the file: the training is over, and if the file stays it is garbage.</summary>
    public async Task ForgetAsync()
    {
        await DisposeAsync();
        try
        {
            await _blobs.DeleteAsync(Path);
        }
        catch (Exception failed)
        {
            MemberLog.BreakNotRemoved(_log, failed, Path);
        }
    }

    /// <summary>Writes what was kept last and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        await foreach (var state in _newest.Reader.ReadAllAsync())
        {
            try
            {
                _etag = await _blobs.ReplaceAsync(Path, state(), _etag) ?? (await _blobs.ReadAsync(Path))?.Etag;
            }
            catch (Exception failed)
            {
                MemberLog.BreakNotKept(_log, failed, Path); // training goes on; the next one is tried again
            }
        }
    }
}
