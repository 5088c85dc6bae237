using System.Collections.Concurrent;
using LensGrains.Core.Ports;
using Microsoft.Extensions.Logging;

namespace LensGrains.Embedded;

/// <summary>Keeps reminders in the state store and ticks them.</summary>
internal sealed partial class ReminderService(GrainHost host, IGrainStateStore store)
{
    private readonly ConcurrentDictionary<string, ReminderTimer> _timers = new();
    private readonly ILogger _logger = host.Logger;
    private volatile bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in store.ListAsync(StoredReminder.Kind, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (await store.ReadAsync(StoredReminder.Kind, key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                Arm(StoredReminder.Parse(stored.Body.Span));
            }
        }
    }

    public void Stop()
    {
        _isStopped = true;
        foreach (var key in _timers.Keys)
        {
            Disarm(key);
        }
    }

    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < host.Options.MinimumReminderPeriod)
        {
            throw new ArgumentException($"A reminder's period is at least {host.Options.MinimumReminderPeriod}.", nameof(period));
        }

        var reminder = new StoredReminder(grain.Type, grain.Key, name, host.Time.GetUtcNow() + dueTime, (long)period.TotalMilliseconds);
        string? written = null;
        while (written is null)
        {
            var current = await store.ReadAsync(StoredReminder.Kind, reminder.StoreKey).ConfigureAwait(false);
            written = await store.WriteAsync(StoredReminder.Kind, reminder.StoreKey, reminder.ToBytes(), current?.Etag).ConfigureAwait(false);
        }

        Arm(reminder);
        return reminder;
    }

    public async Task UnregisterAsync(IGrainReminder handle)
    {
        var reminder = handle as StoredReminder ?? throw new ArgumentException("That reminder is not from this host.", nameof(handle));
        while (await store.ReadAsync(StoredReminder.Kind, reminder.StoreKey).ConfigureAwait(false) is { } current
               && !await store.ClearAsync(StoredReminder.Kind, reminder.StoreKey, current.Etag).ConfigureAwait(false))
        {
        }

        Disarm(reminder.StoreKey);
    }

    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name)
    {
        var stored = await store.ReadAsync(StoredReminder.Kind, StoredReminder.KeyOf(grain, name)).ConfigureAwait(false);
        return stored is { } found ? StoredReminder.Parse(found.Body.Span) : null;
    }

    public async Task<List<IGrainReminder>> GetAllAsync(GrainId grain)
    {
        var reminders = new List<IGrainReminder>();
        await foreach (var key in store.ListAsync(StoredReminder.Kind, StoredReminder.PrefixOf(grain)).ConfigureAwait(false))
        {
            if (await store.ReadAsync(StoredReminder.Kind, key).ConfigureAwait(false) is { } stored)
            {
                reminders.Add(StoredReminder.Parse(stored.Body.Span));
            }
        }

        return reminders;
    }

    /// <summary>Tells the grain, activating it where need be.</summary>
    public async Task TickAsync(StoredReminder reminder, DateTimeOffset tick)
    {
        try
        {
            var grain = (IRemindable)CallProxy.Create(typeof(IRemindable), host.TargetOf(reminder.Grain));
            await grain.ReceiveReminder(reminder.Name, new(reminder.FirstTick.UtcDateTime, reminder.Period, tick.UtcDateTime)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogTickFailed(reminder.Grain, reminder.Name, error);
        }
    }

    private void Arm(StoredReminder reminder)
    {
        Disarm(reminder.StoreKey);
        if (!_isStopped)
        {
            _timers[reminder.StoreKey] = new ReminderTimer(this, reminder, host.Time);
        }
    }

    private void Disarm(string key)
    {
        if (_timers.TryRemove(key, out var timer))
        {
            timer.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed at its reminder '{Reminder}'; it will come again")]
    private partial void LogTickFailed(GrainId grain, string reminder, Exception error);
}
