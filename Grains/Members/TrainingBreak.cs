using System.Threading.Channels;
using LensGrains.Core.Ports;
using LensGrains.Learning.Checkpoints;
using LensGrains.Learning.Members;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Members;

/// <summary>
/// Keeps where a training stands in one small file that is replaced, so that another silo can go on from there. It is a cache: if it is
/// lost, the training begins anew and comes to the same; if two silos write it, whichever checkpoint stands is a whole one.
/// </summary>
internal sealed class TrainingBreak : IAsyncDisposable
{
    private readonly IBlobStore _blobs;
    private readonly string _path;
    private readonly ILogger _log;
    private readonly Channel<TrainingCheckpoint> _newest
        = Channel.CreateBounded<TrainingCheckpoint>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _writing;
    private string? _etag;

    private TrainingBreak(IBlobStore blobs, string path, string? etag, TrainingCheckpoint? from, TimeSpan every, ILogger log)
    {
        (_blobs, _path, _etag, _log) = (blobs, path, etag, log);
        Breaks = new TrainingBreaks(from, at => _newest.Writer.TryWrite(at), every);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>What the trainer needs.</summary>
    public TrainingBreaks Breaks { get; }

    public static async Task<TrainingBreak> OpenAsync(
        IBlobStore blobs, string path, TimeSpan every, ILogger log, CancellationToken cancellationToken)
    {
        var stored = await blobs.ReadAsync(path, cancellationToken);
        return new TrainingBreak(blobs, path, stored?.Etag, stored is { } found ? Parse(found.Body, path, log) : null, every, log);
    }

    /// <summary>Removes the file: the training is over, and if the file stays it is garbage.</summary>
    public async Task ForgetAsync()
    {
        await DisposeAsync();
        try
        {
            await _blobs.DeleteAsync(_path);
        }
        catch (Exception failed)
        {
            MemberLog.BreakNotRemoved(_log, failed, _path);
        }
    }

    /// <summary>Writes what was kept last and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _writing;
    }

    private static TrainingCheckpoint? Parse(ReadOnlyMemory<byte> file, string path, ILogger log)
    {
        try
        {
            return TrainingCheckpoint.Parse(file);
        }
        catch (CheckpointException unusable)
        {
            MemberLog.BreakUnusable(log, unusable, path);
            return null;
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var checkpoint in _newest.Reader.ReadAllAsync())
        {
            try
            {
                var body = checkpoint.ToBytes();
                _etag = await _blobs.ReplaceAsync(_path, body, _etag) ?? (await _blobs.ReadAsync(_path))?.Etag;
            }
            catch (Exception failed)
            {
                MemberLog.BreakNotKept(_log, failed, _path); // training goes on; the next one is tried again
            }
        }
    }
}
