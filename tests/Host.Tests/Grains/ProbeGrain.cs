namespace LensGrains.Tests;

public sealed class ProbeGrain(Probe probe) : Grain, IProbeGrain
{
    private readonly int _activation = probe.NextActivation();
    private IGrainTimer? _timer;
    private IProbeObserver? _observer;
    private int _count;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        probe.Note($"activate {key}");
        if (key.StartsWith("slow-", StringComparison.Ordinal))
        {
            await probe.Gate($"activate {key}");
        }

        if (key.StartsWith("broken-", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("This grain never starts.");
        }

        if (key.StartsWith("fleeting-", StringComparison.Ordinal))
        {
            DeactivateOnIdle();
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        probe.Note($"deactivate {key} {reason.ReasonCode}");
        if (key.StartsWith("slow-", StringComparison.Ordinal))
        {
            await probe.Gate($"deactivate {key}");
        }
    }

    public Task<int> Activation() => Task.FromResult(_activation);

    public ValueTask<string> Key() => ValueTask.FromResult(this.GetPrimaryKeyString());

    public Task<Note> Echo(Note note, CancellationToken cancellationToken) => Task.FromResult(note);

    public async Task Enter(string gate)
    {
        probe.Note($"begin {gate}");
        await probe.Gate(gate);
        probe.Note($"end {gate}");
    }

    public Task EnterBriefly(string gate) => Enter(gate);

    public async Task EnterUntil(string gate, CancellationToken cancellationToken)
    {
        probe.Note($"begin {gate}");
        try
        {
            await probe.Gate(gate).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            probe.Note($"cancelled {gate}");
            throw;
        }
    }

    public Task Look(string gate) => Enter(gate);

    public async Task<string> Status(string? gate)
    {
        if (gate is not null)
        {
            await Enter(gate);
        }

        return "here";
    }

    public Task Tell(string gate) => Enter(gate);

    public async Task<int> Add()
    {
        var count = _count;
        await Task.Yield();
        return _count = count + 1;
    }

    public async Task<bool> Stays()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Run(() => { });
        var stayed = TaskScheduler.Current == scheduler;
        await Task.WhenAll(Task.Run(() => { }), Task.CompletedTask);
        return stayed && TaskScheduler.Current == scheduler && scheduler != TaskScheduler.Default;
    }

    public async ValueTask Fail(string kind)
    {
        await Task.Yield();
        throw kind switch
        {
            "conflict" => new InconsistentStateException("Somebody else wrote."),
            "cancelled" => new OperationCanceledException("Not now."),
            _ => new ArgumentException("That is wrong."),
        };
    }

    public Task<int> Deactivate()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public Task<int> Migrate()
    {
        MigrateOnIdle();
        return Task.FromResult(_activation);
    }

    public Task Linger(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public async Task<string> Relay(IReadOnlyList<string> keys)
    {
        var next = GrainFactory.GetGrain<IProbeGrain>(keys[0]);
        return keys.Count == 1 ? await next.Key() : await next.Relay([.. keys.Skip(1)]);
    }

    public async Task<string> RelayStatus(IReadOnlyList<string> keys)
    {
        var next = GrainFactory.GetGrain<IProbeGrain>(keys[0]);
        return keys.Count == 1 ? await next.Status() : await next.RelayStatus([.. keys.Skip(1)]);
    }

    public async Task<string> WorkOutside()
    {
        var self = this.AsReference<IProbeGrain>();
        var answer = Task.Run(async () =>
        {
            var key = await self.Key();
            probe.Note($"outside {key}");
        });
        await Task.WhenAny(answer, probe.Gate("outside"));
        return "started";
    }

    public Task CallBackLater(string gate)
    {
        var self = this.AsReference<IProbeGrain>();
        _ = CallBackAsync();
        return Task.CompletedTask;

        async Task CallBackAsync()
        {
            await probe.Gate(gate);
            probe.Note($"called back {await self.Key()}");
        }
    }

    public Task StartTimer(TimerRequest request)
    {
        _timer = this.RegisterGrainTimer(
            TickAsync,
            request,
            new GrainTimerCreationOptions
            {
                DueTime = request.Due,
                Period = request.Period,
                Interleave = request.Interleave,
                KeepAlive = request.KeepAlive,
            });
        return Task.CompletedTask;
    }

    public Task ChangeTimer(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Watch(IProbeObserver observer)
    {
        _observer = observer;
        return Task.CompletedTask;
    }

    public async Task Notify(string text)
    {
        await _observer!.Told(text);
        _observer.ToldShortly(text);
    }

    public Task<bool> IsMyself(IProbeGrain other)
        => Task.FromResult(other.Equals(this.AsReference<IProbeGrain>()) && other.GetGrainId() == this.GetGrainId());

    private async Task TickAsync(TimerRequest request, CancellationToken cancellationToken)
    {
        probe.Note($"tick {request.Name}");
        if (request.Gate is { } gate)
        {
            await probe.Gate(gate);
            probe.Note($"ticked {request.Name}");
        }

        if (request.Fails)
        {
            throw new InvalidOperationException("This tick fails.");
        }
    }
}
