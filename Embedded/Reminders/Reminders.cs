namespace LensGrains.Embedded;

/// <summary>A grain that can be woken by reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>Called at each tick of each of the grain's reminders.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>A handle to a stored reminder.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}

/// <summary>Which tick this is; times are UTC.</summary>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    public DateTime FirstTickTime { get; } = firstTickTime;

    public TimeSpan Period { get; } = period;

    public DateTime CurrentTickTime { get; } = timeStamp;

    public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
}

/// <summary>
/// Reminders: stored, so they go on after restarts and wake grains that are not active. Ticks missed while the host was down
/// are not made up for; the next one comes on schedule.
/// </summary>
public static class GrainReminderExtensions
{
    /// <summary>Stores a reminder, replacing the one of the same name.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var activation = ActivationOf(grain);
        return grain is IRemindable
            ? activation.Host.Reminders.RegisterAsync(activation.GrainId, reminderName, dueTime, period)
            : throw new InvalidOperationException($"{grain.GetType().Name} does not implement {nameof(IRemindable)}.");
    }

    /// <summary>Deletes a reminder.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
        => ActivationOf(grain).Host.Reminders.UnregisterAsync(reminder);

    /// <summary>The grain's reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        var activation = ActivationOf(grain);
        return activation.Host.Reminders.GetAsync(activation.GrainId, reminderName);
    }

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain)
    {
        var activation = ActivationOf(grain);
        return activation.Host.Reminders.GetAllAsync(activation.GrainId);
    }

    private static Activation ActivationOf(IGrainBase grain)
        => grain.GrainContext as Activation ?? throw new InvalidOperationException("The grain was not constructed by the grain host.");
}
