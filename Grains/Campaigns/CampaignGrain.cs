using LensGrains.Catalogs;
using LensGrains.Core.Campaigns;
using LensGrains.Core.Ensembles;
using LensGrains.Core.Ids;
using LensGrains.Core.Labeling;
using LensGrains.Core.Rounds;
using LensGrains.Grains.Interfaces;
using LensGrains.Grains.Interfaces.Campaigns;
using LensGrains.Grains.Interfaces.Dealing;
using LensGrains.Grains.Interfaces.Pools;
using LensGrains.Grains.Interfaces.Rounds;
using LensGrains.Grains.Members;
using LensGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace LensGrains.Grains.Campaigns;

/// <summary>Hosts <see cref="Campaign"/>: classes, policy, roster, triggers and the pointer to the current round.</summary>
public sealed class CampaignGrain(
    [PersistentState("campaign", "lensgrains")] IPersistentState<Stored<CampaignState>> stored,
    CatalogStore catalogs,
    TimeProvider clock,
    ILogger<CampaignGrain> log) : Grain, ICampaignGrain, IRemindable
{
    private const string RoundReminder = "round";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecountEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1);

    private readonly CampaignCounts _counts = new();
    private readonly CampaignWatchers _watchers = new(clock);
    private CampaignId _id;
    private Catalog? _catalog;
    private bool _countPools = true;
    private DateTimeOffset _countedAt;
    private DateTimeOffset _readAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = new CampaignId(this.GetPrimaryKeyString());
        _readAt = clock.GetUtcNow();

        // Interleaved, because it asks pools and rounds, which ask back. What it may lead to takes its turn, in a timer of its own: a call
        // to itself would wait for ever where the activation is about to end.
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(LookEvery, LookEvery) { Interleave = true, KeepAlive = true });
        this.RegisterGrainTimer(TurnAsync, new GrainTimerCreationOptions(LookEvery, LookEvery));
        return Task.CompletedTask;
    }

    public async Task<CreateAnswer> Create(CreateCampaign command, CancellationToken cancellationToken = default)
    {
        var problems = await ProblemsAsync(command.Classes, command.Policy, command.Catalog, cancellationToken);
        if (problems.Count > 0)
        {
            return new CreateAnswer(CreateOutcome.Invalid, null, problems);
        }

        var (outcome, _) = await stored.DecideAsync(
            state => state is null
                ? (CreateOutcome.Created, CampaignCreation.StateFor(_id, command, clock.GetUtcNow()))
                : (CampaignCreation.IsRepeat(state, command) ? CreateOutcome.Already : CreateOutcome.Taken, null),
            this.DeactivateOnIdle);
        await OpenCatalogAsync(cancellationToken);
        return new CreateAnswer(outcome, stored.State.Value, null);
    }

    public async Task<IReadOnlyList<FieldProblem>?> ChangePolicy(CampaignPolicy policy, CancellationToken cancellationToken = default)
    {
        if (stored.State.Value is not { } before)
        {
            return null;
        }

        var problems = await ProblemsAsync(before.Classes, policy, before.Catalog, cancellationToken);
        if (problems.Count == 0)
        {
            await ForewarnDealerAsync(cancellationToken);
            await DecideAsync(_ => new PolicyChanged(policy));
            _countPools = true;
            _watchers.Changed(_id, Version);
        }

        return problems;
    }

    public async Task<CampaignDescription?> Describe(CancellationToken cancellationToken = default)
    {
        if (stored.State.Value is not { } state)
        {
            return null;
        }

        var catalog = _catalog ?? await OpenCatalogAsync(cancellationToken);
        var chosen = EmbeddingChoice.For(state.Policy.Embedding, catalog);
        return new CampaignDescription(state, catalog.Version, catalog.Count, chosen?.Set, chosen?.Reason);
    }

    public async Task<CampaignDescription?> DescribeStored(CancellationToken cancellationToken = default)
    {
        await stored.ReadStateAsync(cancellationToken);
        return await Describe(cancellationToken);
    }

    public async Task<CampaignStatus?> Status(CancellationToken cancellationToken = default)
    {
        if (stored.State.Value is not { } state)
        {
            return null;
        }

        var catalog = _catalog ?? await OpenCatalogAsync(cancellationToken);
        var chosen = EmbeddingChoice.For(state.Policy.Embedding, catalog);
        return _counts.StatusOf(state, catalog.Count, clock.GetUtcNow()) with { Embedding = chosen?.Set, EmbeddingReason = chosen?.Reason };
    }

    public async Task<CampaignDescription?> Join(AnnotatorId annotator, CancellationToken cancellationToken = default)
    {
        await DecideAsync(state => Campaign.Join(state, annotator));
        return await Describe(cancellationToken);
    }

    public async Task Report(PoolReport report, CancellationToken cancellationToken = default)
    {
        if (_counts.Take(report))
        {
            _watchers.Changed(_id, Version);
            await StartIfDueAsync();
        }
    }

    public async Task Refresh(string? knownLenses, CancellationToken cancellationToken = default)
    {
        if (knownLenses is not null)
        {
            await DecideAsync(state => state.KnownLenses == knownLenses ? null : new KnownLensesChanged(knownLenses));
        }

        await OpenCatalogAsync(cancellationToken);
        _countPools = true;
    }

    public async Task<StartRoundAnswer> StartRound(OperationId? operation, CancellationToken cancellationToken = default)
    {
        var answer = new StartRoundAnswer(CampaignOutcome.UnknownRound, 0);
        var written = await DecideAsync(state =>
        {
            var (outcome, round, e) = Campaign.Ask(state, operation, _counts.Labels(state), clock.GetUtcNow());
            answer = new StartRoundAnswer(outcome, round);
            return e;
        });
        if (written)
        {
            await RemindAsync();
        }

        return answer;
    }

    public async Task Manifested(int round, TriggerBase counted, int nextSerial, CancellationToken cancellationToken = default)
    {
        await DecideAsync(state => state.NextSerial >= nextSerial ? null : new SerialsTaken(nextSerial));
        await DecideAsync(state => Campaign.Manifested(state, round, counted));
    }

    public async Task<CampaignOutcome> Publish(
        int round, IReadOnlyList<EnsembleMemberRef> ensemble, double? threshold, CancellationToken cancellationToken = default)
    {
        var outcome = CampaignOutcome.UnknownRound;
        await ForewarnDealerAsync(cancellationToken);
        await DecideAsync(state =>
        {
            (outcome, var e) = Campaign.Publish(state, new RoundWasPublished(round, ensemble, threshold));
            return e;
        });
        await ForgetReminderAsync();
        _watchers.Published(_id, Version);
        return outcome;
    }

    public async Task EndRound(int round, RoundPhase phase, string message, CancellationToken cancellationToken = default)
    {
        await DecideAsync(state => Campaign.End(state, new RoundEnded(round, phase, message)).Event);
        await ForgetReminderAsync();
        _watchers.Changed(_id, Version);
    }

    public async Task<CampaignOutcome> Restore(
        int round, IReadOnlyList<EnsembleMemberRef> ensemble, double? threshold, CancellationToken cancellationToken = default)
    {
        var outcome = CampaignOutcome.UnknownRound;
        await ForewarnDealerAsync(cancellationToken);
        await DecideAsync(state =>
        {
            (outcome, var e) = Campaign.Restore(state, new RoundRestored(round, ensemble, threshold));
            return e;
        });
        _watchers.Published(_id, Version);
        return outcome;
    }

    public async Task<CampaignOutcome> ResetModel(OperationId operation, CancellationToken cancellationToken = default)
    {
        var outcome = CampaignOutcome.Already;
        await DecideAsync(state =>
        {
            (outcome, var e) = Campaign.ResetModel(state, operation);
            return e;
        });
        return outcome;
    }

    public Task Progressed(int round, CancellationToken cancellationToken = default)
    {
        _watchers.Progressed(_id, Version);
        return Task.CompletedTask;
    }

    public Task Watch(ICampaignObserver observer, CancellationToken cancellationToken = default)
    {
        _watchers.Add(observer);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Wakes the campaign after a restart; its timer then sees that a round under way goes on. Asking the round here, in a turn, could
    /// wait for a round that waits for this turn to end.
    /// </summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private long Version => (stored.State.Value?.Version ?? 0) + _counts.Version;

    /// <summary>
    /// Asks pools, dealer and round, each for no longer than <see cref="LongestWait"/>: once this activation is told to end it serves
    /// nobody until the look is over, and those asked may be waiting for it. What was not answered is asked again at the next look.
    /// </summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Value is null)
        {
            return;
        }

        var before = _catalog?.Version;
        var catalog = await OpenCatalogAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (_countPools || catalog.Version != before)
        {
            await CountAnewAsync(catalog, now, cancellationToken);
        }
        else if (now - _countedAt >= RecountEvery)
        {
            // Hints and reports may be lost; what they would have said is found again here.
            _countedAt = now;
            await CountPoolsAsync(catalog, cancellationToken);
        }

        await StepRoundAsync(cancellationToken);
    }

    private async Task CountAnewAsync(Catalog catalog, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _countPools = false;
        _countedAt = now;
        try
        {
            await CountPoolsAsync(catalog, cancellationToken);
            await GrainFactory.GetGrain<IDealerGrain>(_id.Value).Adopt(cancellationToken).WaitAsync(LongestWait, clock, cancellationToken);
        }
        catch
        {
            _countPools = true;
            throw;
        }
    }

    /// <summary>
    /// Before a write that puts other candidates first: who sees it and asks for a page gets one that follows from it. A dealer that cannot
    /// be asked now sees it at its next look.
    /// </summary>
    private async Task ForewarnDealerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GrainFactory.GetGrain<IDealerGrain>(_id.Value).Expect((stored.State.Value?.Version ?? 0) + 1, cancellationToken)
                .WaitAsync(LongestWait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            CampaignLog.DealerNotForewarned(log, _id);
        }
    }

    private async Task CountPoolsAsync(Catalog catalog, CancellationToken cancellationToken)
    {
        foreach (var shards in Enumerable.Range(0, catalog.ShardCount).Chunk(32))
        {
            await Task.WhenAll(shards.Select(s => CountPoolAsync(s, cancellationToken))).WaitAsync(LongestWait, clock, cancellationToken);
        }

        _watchers.Changed(_id, Version);
    }

    /// <summary>A report counts even where it comes after the look was given up.</summary>
    private async Task CountPoolAsync(int shard, CancellationToken cancellationToken)
        => _counts.Take(await GrainFactory.GetGrain<IPoolGrain>(GrainKeys.Pool(_id, shard)).Refresh(cancellationToken));

    private async Task TurnAsync()
    {
        await SeeWhatOthersWroteAsync();
        await StartIfDueAsync();
    }

    /// <summary>Reads the state now and then, so that an activation that lost the grain to another does not tell old things for ever.</summary>
    private async Task SeeWhatOthersWroteAsync()
    {
        var now = clock.GetUtcNow();
        if (now - _readAt < RecountEvery)
        {
            return;
        }

        _readAt = now;
        var etag = stored.Etag;
        await stored.ReadStateAsync();
        if (stored.Etag != etag)
        {
            _watchers.Changed(_id, Version);
        }
    }

    /// <summary>Called with every report and tick, so the state in memory says first whether anything is due.</summary>
    private async Task StartIfDueAsync()
    {
        if (stored.State.Value is { } known && Due(known) is not null && await DecideAsync(Due))
        {
            await RemindAsync();
        }
    }

    private RoundStarted? Due(CampaignState state) => Campaign.Due(state, _counts.Labels(state), clock.GetUtcNow());

    private async Task StepRoundAsync(CancellationToken cancellationToken)
    {
        if (stored.State.Value is not { ActiveRound: { } active } state)
        {
            return;
        }

        var entry = state.Rounds[active - 1];
        await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(_id, active))
            .Begin(new BeginRound(entry.Parent, entry.Reason), cancellationToken).WaitAsync(LongestWait, clock, cancellationToken);
    }

    private async Task RemindAsync()
    {
        await this.RegisterOrUpdateReminder(RoundReminder, RemindEvery, RemindEvery);
        _watchers.Changed(_id, Version);
    }

    private async Task ForgetReminderAsync()
    {
        if (stored.State.Value is { ActiveRound: null } && await this.GetReminder(RoundReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(
        ClassScheme classes, CampaignPolicy policy, CatalogId catalog, CancellationToken cancellationToken)
    {
        var problems = MemberSpecs.Check(classes, policy);
        return problems.Count > 0 || !policy.Members.Any(MemberSpecs.NeedsPositions)
            ? problems
            : MemberSpecs.Check(policy, await catalogs.OpenAsync(catalog, cancellationToken));
    }

    private async Task<Catalog> OpenCatalogAsync(CancellationToken cancellationToken)
        => _catalog = _catalog is null
            ? await catalogs.OpenAsync(stored.State.Value!.Catalog, cancellationToken)
            : await catalogs.RefreshAsync(_catalog, cancellationToken);

    /// <summary>True where something was written.</summary>
    private async Task<bool> DecideAsync(Func<CampaignState, CampaignEvent?> decide)
    {
        var (e, written) = await stored.DecideAsync(
            state =>
            {
                var decided = state is null ? null : decide(state);
                return (decided, decided is null ? null : Campaign.Apply(state!, decided));
            },
            this.DeactivateOnIdle);
        if (written)
        {
            CampaignLog.Happened(log, _id, e!.GetType().Name);
        }

        return written;
    }
}
