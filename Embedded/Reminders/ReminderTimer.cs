namespace LensGrains.Embedded;

/// <summary>Ticks one reminder on its schedule; a tick that is still running when the next is due makes that one be left out.</summary>
internal sealed class ReminderTimer : IDisposable
{
    /// <summary>Longest time for which a timer is set at once; timers cannot be set for more than 49 days.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly ReminderService _service;
    private readonly StoredReminder _reminder;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _next;
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
        if (_time.GetUtcNow() < _next)
        {
            Set();
        }
        else
        {
            _ = TickAsync(_next);
        }
    }

    private async Task TickAsync(DateTimeOffset tick)
    {
        await _service.TickAsync(_reminder, tick).ConfigureAwait(false);
        _next = _reminder.NextTick(_time.GetUtcNow() + TimeSpan.FromTicks(1));
        Set();
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
