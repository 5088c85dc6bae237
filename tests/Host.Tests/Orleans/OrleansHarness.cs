using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LensGrains.Core.Ports;
using LensGrains.Silo;
using LensGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;

namespace LensGrains.Tests;

/// <summary>
/// A cluster of one silo over SQLite, in time that the test moves; only what silos agree on among themselves, and their own upkeep, runs in the system's time.
/// A second activation lives in a second cluster over the same storage.
/// </summary>
public sealed class OrleansHarness : HostHarness
{
    private static readonly JsonSerializerOptions _json = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly FakeTime _time = new() { FiresLate = TimeSpan.FromMilliseconds(1) };
    private readonly SqliteStore _store = new(new() { Path = Path.Combine(TestFiles.NewFolder("host"), "grains.db") });
    private readonly List<IHost> _rivals = [];
    private IHost? _silo;

    public override IGrainFactory Grains => _silo!.Services.GetRequiredService<IGrainFactory>();

    public override TimeSpan CollectionAge => TimeSpan.FromMinutes(15);

    public override TimeSpan ResponseTimeout => TimeSpan.FromSeconds(30);

    public override TimeSpan ReminderPeriod => TimeSpan.FromMinutes(1);

    public override async Task StartAsync() => _silo = await StartSiloAsync();

    public override Task KillAsync() => _silo!.StopAsync(new CancellationToken(canceled: true));

    public override Task StopAsync() => _silo!.StopAsync();

    public override Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public override T SecondActivation<T>(string key)
    {
        // Started in passing: what calls it has no time to wait, and the grain is only reached by the first call.
        var rival = Task.Run(StartSiloAsync).GetAwaiter().GetResult();
        _rivals.Add(rival);
        return rival.Services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var silo in _rivals.Append(_silo))
        {
            if (silo is not null)
            {
                await silo.StopAsync(new CancellationToken(canceled: true));
                silo.Dispose();
            }
        }

        await _store.DisposeAsync();
    }

    private async Task<IHost> StartSiloAsync()
    {
        var reminders = new WatchedReminders(new StateStoreReminderTable(_store));
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddSingleton<TimeProvider>(_time)
            .AddKeyedSingleton("Orleans.Membership", TimeProvider.System)
            .AddKeyedSingleton("Orleans.GrainDirectory", TimeProvider.System)
            .AddKeyedSingleton("Orleans.SystemTimers", TimeProvider.System)
            .AddSingleton<IGrainStateStore>(_store)
            .AddSingleton(Probe)
            .AddGrainStorage("grains", (_, _) => new StateStoreGrainStorage(_store, _json))
            .AddSingleton<IReminderTable>(reminders)
            .AddOrleans(silo => silo
                .UseLocalhostClustering(FreePort.Next(), FreePort.Next(), clusterId: Guid.NewGuid().ToString(), serviceId: "host-tests")
                .AddReminders()
                .Configure<GrainCollectionOptions>(collection => collection.CollectionAge = CollectionAge));
        var host = builder.Build();
        await host.StartAsync();

        // Reminders are armed once they are read, beside the start; a question to the reminder service gets its turn after that.
        await reminders.AreRead;
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IRemindedGrain>("nobody").Names();
        return host;
    }

    /// <summary>Says when the reminders of a range were read.</summary>
    private sealed class WatchedReminders(StateStoreReminderTable inner) : IReminderTable
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AreRead => _read.Task;

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task<ReminderTableData> ReadRows(GrainId grainId) => inner.ReadRows(grainId);

        public async Task<ReminderTableData> ReadRows(uint begin, uint end)
        {
            var rows = await inner.ReadRows(begin, end);
            _read.TrySetResult();
            return rows;
        }

        public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => inner.ReadRow(grainId, reminderName);

        public Task<string?> UpsertRow(ReminderEntry entry) => inner.UpsertRow(entry);

        public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => inner.RemoveRow(grainId, reminderName, eTag);

        public Task TestOnlyClearTable() => inner.TestOnlyClearTable();
    }
}
