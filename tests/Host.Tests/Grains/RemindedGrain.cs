namespace LensGrains.Tests;

[Alias("test.reminded")]
public interface IRemindedGrain : IGrainWithStringKey, IRemindable
{
    [Alias("remind")]
    Task Remind(string name, TimeSpan due, TimeSpan period);

    [Alias("forget")]
    Task<bool> Forget(string name);

    [Alias("names")]
    Task<IReadOnlyList<string>> Names();
}

public sealed class RemindedGrain(Probe probe) : Grain, IRemindedGrain
{
    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Forget(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
        {
            return false;
        }

        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<IReadOnlyList<string>> Names() => [.. (await this.GetReminders()).Select(r => r.ReminderName).Order()];

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        probe.Note($"reminder {this.GetPrimaryKeyString()} {reminderName}");
        return Task.CompletedTask;
    }
}
