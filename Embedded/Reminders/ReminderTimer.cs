namespace LensGrains.Embedded;

/// <summary>Ticks one reminder on its schedule. Ticks of one reminder never overlap.</summary>
internal sealed class ReminderTimer : IDisposable
{
    /// <summary>Longest time for which a timer is set at once; timers cannot be set for more than 49 days.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly ReminderService _service;
    private readonly StoredReminder _reminder;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _next;
    private int _due;
    private volatile bool _isEnded;

    public ReminderTimer(ReminderService service, StoredReminder reminder, TimeProvider time)
    {
        _service = service;
        _reminder = reminder;
        _time = time;
        _next = reminder.NextTick(time.GetUtcNow());
        _timer = Flow.Without(() => time.CreateTimer(
            static self => ((ReminderTimer)self!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Set();
    }

    public void Dispose()
    {
        _isEnded = true;
        _timer.Dispose();
    }

    private void Due()
    {
        var now = _time.GetUtcNow();
        var tick = _next;
        if (now >= tick)
        {
            _next = _reminder.NextTick(now + TimeSpan.FromTicks(1));
            if (Interlocked.Increment(ref _due) == 1)
            {
                _ = TickAsync(tick);
            }
        }

        Set();
    }

    /// <summary>Tells the grain; ticks that came due meanwhile are made up for by one.</summary>
    private async Task TickAsync(DateTimeOffset tick)
    {
        int served;
        do
        {
            served = Volatile.Read(ref _due);
            await _service.TickAsync(_reminder, tick).ConfigureAwait(false);
        }
        while (Interlocked.Add(ref _due, -served) > 0 && !_isEnded);
    }

    private void Set()
    {
        if (_isEnded)
        {
            return;
        }

        var left = _next - _time.GetUtcNow();
        _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left > _longest ? _longest : left, Timeout.InfiniteTimeSpan);
    }
}
