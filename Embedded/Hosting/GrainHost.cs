using System.Collections.Concurrent;
using LensGrains.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LensGrains.Embedded;

/// <summary>The host was stopped or killed; the call may or may not have run.</summary>
public sealed class GrainHostStoppedException(string message) : InvalidOperationException(message);

/// <summary>
/// Grains in one process. Correctness never rests on it: not on there being one activation, nor on a graceful end.
/// </summary>
public sealed partial class GrainHost : IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<GrainTarget, Activation> _activations = new();
    private readonly IGrainStateStore _store;
    private readonly ReminderService _reminders;
    private readonly ITimer _collector;
    private readonly ILogger _logger;
    private volatile bool _isStopping;
    private volatile bool _isDead;

    internal GrainHost(
        GrainTypes types, EmbeddedGrainOptions options, IServiceProvider services, IGrainStateStore store, TimeProvider time, ILogger logger)
    {
        Types = types;
        Options = options;
        Services = services;
        Time = time;
        _logger = logger;
        _store = store;
        Chaos = options.Chaos is { } chaos ? new ChaosMode(chaos) : null;
        Pending = new PendingCalls(time, () => Instruments!.CountTimeout());
        GrainFactory = new GrainFactory(this);
        Instruments = new GrainHostInstruments(this);
        _reminders = new ReminderService(this, store);
        _collector = time.CreateTimer(static host => ((GrainHost)host!).Collect(), this, options.CollectionQuantum, options.CollectionQuantum);
    }

    /// <summary>Gives references to this host's grains.</summary>
    public IGrainFactory GrainFactory { get; }

    /// <summary>Grains that are active now.</summary>
    public int ActivationCount => _activations.Count;

    internal GrainTypes Types { get; }

    internal EmbeddedGrainOptions Options { get; }

    internal IServiceProvider Services { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger => _logger;

    internal PendingCalls Pending { get; }

    internal GrainHostInstruments Instruments { get; }

    /// <summary>What goes wrong on purpose.</summary>
    internal ChaosMode? Chaos { get; }

    internal ReminderService Reminders => _reminders;

    /// <summary>Starts the stored reminders.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _reminders.StartAsync(cancellationToken);

    /// <summary>Refuses new calls, lets running ones end, and deactivates every grain, as far as the token allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isDead)
        {
            return;
        }

        _reminders.Stop();
        _isStopping = true;
        var ending = _activations.Values.ToArray();
        foreach (var activation in ending)
        {
            activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host is stopping."));
        }

        var all = Task.WhenAll(ending.Select(a => a.Deactivated)).WaitAsync(cancellationToken);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompletedSuccessfully)
        {
            LogStopIncomplete(ending.Count(a => !a.Deactivated.IsCompleted));
        }

        Kill();
    }

    /// <summary>
    /// For tests: everything ends here and now, as under SIGKILL. No grain is told, nothing queued runs any more, and whoever
    /// still waits for an answer gets a <see cref="GrainHostStoppedException"/>.
    /// </summary>
    public void Kill()
    {
        _isStopping = true;
        _isDead = true;
        _reminders.Stop();
        _collector.Dispose();
        foreach (var activation in _activations.Values)
        {
            activation.Kill();
        }

        _activations.Clear();
        Pending.FailAll(Stopped);
        Pending.Dispose();
        Instruments.Dispose();
    }

    /// <summary>Stops at once if nobody has stopped it.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isDead)
        {
            Kill();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// For tests: a reference to a second activation of the same grain, alive beside the first, as happens in a cluster that
    /// has lost sight of a silo.
    /// </summary>
    public TGrainInterface GetSecondActivation<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey
        => (TGrainInterface)CallProxy.Create(
            typeof(TGrainInterface), new GrainTarget(this, Types.ByInterface(typeof(TGrainInterface)), primaryKey, Slot: 1));

    internal GrainTarget TargetOf(GrainId id) => new(this, Types.ByName(id.Type), id.Key);

    internal object NewState(Type type, string name, GrainId grain)
        => Activator.CreateInstance(typeof(PersistentState<>).MakeGenericType(type), name, grain, _store, Options.StateJson)!;

    internal void Send(Call call)
    {
        if (_isDead || (_isStopping && call.Caller is null && !call.Method.IsOneWay))
        {
            throw Stopped(call);
        }

        if (!call.Method.IsOneWay)
        {
            call.LinkCancellation();
            Pending.Add(call, call.Method.Timeout ?? Options.ResponseTimeout);
        }

        if (Chaos is null)
        {
            Deliver(call.Target, call);
        }
        else
        {
            Chaos.Send(call, () => Deliver(call.Target, call));
        }
    }

    /// <summary>Hands work to the target's activation, starting one where there is none.</summary>
    internal void Deliver(GrainTarget target, Work work)
    {
        while (!_isDead)
        {
            if (!_activations.TryGetValue(target, out var activation))
            {
                if (_isStopping)
                {
                    break;
                }

                activation = _activations.GetOrAdd(target, static t => new Activation(t));
            }

            if (activation.TryPost(work))
            {
                KillIfDead(activation);
                return;
            }
        }

        work.Fail(new GrainHostStoppedException($"The host stopped before {work.Name} could run."));
    }

    /// <summary>Ends an activation that began while the host was being killed.</summary>
    private void KillIfDead(Activation activation)
    {
        if (_isDead)
        {
            activation.Kill();
            Pending.FailAll(Stopped);
        }
    }

    internal void Remove(Activation activation) => _activations.TryRemove(KeyValuePair.Create(activation.Target, activation));

    private static GrainHostStoppedException Stopped(Call call) => new($"The host has stopped; {call.Name} may or may not have run.");

    private void Collect()
    {
        var now = Time.GetUtcNow();
        foreach (var activation in _activations.Values)
        {
            activation.DeactivateIfIdle(now);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains had not deactivated when the host had to stop")]
    private partial void LogStopIncomplete(int count);
}
