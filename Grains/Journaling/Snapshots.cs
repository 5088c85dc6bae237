using LensGrains.Core.Journaling;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LensGrains.Grains.Journaling;

/// <summary>Where grains keep the folds of journals, so that a start need not read them from the beginning.</summary>
public sealed class Snapshots(IJournal journal, IOptions<SnapshotOptions> options, ILogger<Snapshots> log)
{
    /// <summary>The snapshots of one fold.</summary>
    /// <param name="name">The fold's name; for a fold of one journal, the journal's.</param>
    /// <param name="codec">How it is written.</param>
    public Snapshots<T> Of<T>(string name, SnapshotCodec<T> codec)
        where T : class => new(journal, name, codec, options.Value.Every, log);
}

/// <summary>The snapshots of one fold: one is read at the start, others are written beside the work. A lost one costs time only.</summary>
public sealed class Snapshots<T>
    where T : class
{
    private readonly IJournal _journal;
    private readonly string _name;
    private readonly SnapshotCodec<T> _codec;
    private readonly SnapshotRhythm _rhythm;
    private readonly ILogger _log;
    private Task _saving = Task.CompletedTask;

    internal Snapshots(IJournal journal, string name, SnapshotCodec<T> codec, int every, ILogger log)
        => (_journal, _name, _codec, _rhythm, _log) = (journal, name, codec, new SnapshotRhythm(every), log);

    /// <summary>The newest fold with its position, or null where there is none that can be used.</summary>
    public async Task<(long Position, T Fold)?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _journal.ReadSnapshotAsync(_name, cancellationToken) is not { } stored || _codec.Decode(stored) is not { } fold)
        {
            return null;
        }

        _rhythm.Save(stored.Position);
        return (stored.Position, fold);
    }

    /// <summary>Writes the fold down where enough has come since the last time; <paramref name="take"/> is called at once or not at all.</summary>
    public void SaveIfDue(long position, Func<T> take)
    {
        if (_saving.IsCompleted && _rhythm.IsDue(position))
        {
            _rhythm.Save(position);
            var fold = take();
            _saving = Task.Run(() => SaveAsync(position, fold));
        }
    }

    private async Task SaveAsync(long position, T fold)
    {
        try
        {
            await _journal.WriteSnapshotAsync(_name, _codec.Encode(position, fold));
        }
        catch (Exception lost)
        {
            SnapshotLog.Lost(_log, lost, _name, position);
        }
    }
}

internal static partial class SnapshotLog
{
    [LoggerMessage(1801, LogLevel.Warning, "The snapshot of '{Name}' at {Position} was not written; the next start reads more of the journal.")]
    public static partial void Lost(ILogger log, Exception lost, string name, long position);
}
