using LensGrains.Catalogs.Ingest;
using LensGrains.Catalogs.Storage;
using LensGrains.Core.Ids;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Catalogs;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Catalogs;

/// <summary>
/// Hosts a catalogue's ingest jobs, one at a time in the order asked for. The work runs off the grain scheduler; what it has done
/// stands in the catalogue itself, so a job that was cut off is simply run again.
/// </summary>
public sealed class CatalogGrain(
    [PersistentState("catalog", "lensgrains")] IPersistentState<Stored<CatalogJobs>> stored,
    IngestWork work,
    TimeProvider clock,
    ILogger<CatalogGrain> log) : Grain, ICatalogGrain, IRemindable
{
    private const string IngestReminder = "ingest";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1);

    private CatalogId _catalog;
    private IGrainTimer _looking = null!;
    private RunningIngest? _running;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _catalog = new CatalogId(this.GetPrimaryKeyString());
        _looking = this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(TimeSpan.Zero, LookEvery) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _running?.Cancel();
        return Task.CompletedTask;
    }

    public async Task<StartIngestAnswer> StartIngest(IngestOrder order, CancellationToken cancellationToken = default)
    {
        var (answer, written) = await stored.DecideAsync(
            state => (state ?? CatalogJobs.None).Start(order, clock.GetUtcNow()), this.DeactivateOnIdle);
        if (written)
        {
            await this.RegisterOrUpdateReminder(IngestReminder, RemindEvery, RemindEvery);
            _looking.Change(TimeSpan.Zero, LookEvery);
        }

        return answer;
    }

    public Task<IngestJob?> Job(int number, CancellationToken cancellationToken = default)
        => Task.FromResult(Live(stored.State.Value?.Jobs.FirstOrDefault(j => j.Number == number)));

    public Task<IReadOnlyList<IngestJob>> Jobs(CancellationToken cancellationToken = default)
        => Task.FromResult<IReadOnlyList<IngestJob>>([.. (stored.State.Value?.Jobs ?? []).Reverse().Select(j => Live(j)!)]);

    public async Task<bool> Cancel(int number, CancellationToken cancellationToken = default)
    {
        if (_running?.Number == number)
        {
            _running.Cancel();
            return true;
        }

        var (_, written) = await stored.DecideAsync(
            state => (true, state?.CalledOff(number, clock.GetUtcNow())), this.DeactivateOnIdle);
        return written;
    }

    /// <summary>Wakes the catalogue after a restart, so that a job under way goes on.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private IngestJob? Live(IngestJob? job) => job is not null && _running?.Number == job.Number ? _running.Apply(job) : job;

    private async Task LookWhenOverAsync(RunningIngest running)
    {
        await running.OutcomeAsync();
        try
        {
            _looking.Change(TimeSpan.Zero, LookEvery);
        }
        catch (ObjectDisposedException)
        {
            // This activation has ended meanwhile; the next one looks as soon as it begins.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_running is { IsOver: true } over)
        {
            await EndAsync(over);
        }

        if (_running is null && stored.State.Value?.Next is { } next)
        {
            await RunAsync(next);
        }
        else if (_running is null && await this.GetReminder(IngestReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task RunAsync(IngestJob next)
    {
        var (_, running) = await stored.DecideAsync(state => (true, state!.Running(next.Number)), this.DeactivateOnIdle);
        if (running)
        {
            _running = new RunningIngest(next.Number);
            _running.Begin(() => work.RunAsync(_catalog, next, _running));
            _ = LookWhenOverAsync(_running);
        }
    }

    private async Task EndAsync(RunningIngest over)
    {
        var outcome = await over.OutcomeAsync();
        if (outcome.Failure is CatalogConflictException)
        {
            // Another activation writes to the catalogue. The job stays as it is: one of the two ends it.
            _running = null;
            this.DeactivateOnIdle();
            return;
        }

        if (outcome.Failure is { } failure)
        {
            CatalogLog.IngestFailed(log, failure, _catalog, over.Number);
        }

        // The campaign hears of it first: a job that is over is not looked at again, so a word lost in between would stay lost.
        var job = stored.State.Value!.Jobs.First(j => j.Number == over.Number);
        await GrainFactory.GetGrain<ICampaignGrain>(job.Order.Campaign.Value).Refresh(outcome.KnownLenses);
        await stored.DecideAsync(
            state => (true, state!.Over(over.Apply(job) with
            {
                State = outcome.State, FinishedAt = clock.GetUtcNow(), Message = outcome.Message, EtaSeconds = null,
            })),
            this.DeactivateOnIdle);
        _running = null;
    }
}
