namespace LensGrains.Embedded;

/// <summary>The calls that wait for an answer, so that each fails once its time is up. One timer looks after all of them.</summary>
internal sealed class PendingCalls : IDisposable
{
    private static readonly TimeSpan _sweepPeriod = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly Action _onTimeout;
    private readonly Stripe[] _stripes;
    private readonly ITimer _sweeper;

    public PendingCalls(TimeProvider time, Action onTimeout)
    {
        _time = time;
        _onTimeout = onTimeout;
        _stripes = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => new Stripe()).ToArray();
        _sweeper = time.CreateTimer(static self => ((PendingCalls)self!).Sweep(), this, _sweepPeriod, _sweepPeriod);
    }

    public void Add(Call call, TimeSpan timeout)
    {
        call.Deadline = _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        StripeOf(call).Add(call);
        if (call.IsAbandoned)
        {
            Remove(call); // its token was cancelled meanwhile
        }
    }

    public void Remove(Call call) => StripeOf(call).Remove(call);

    /// <summary>Fails every call with <paramref name="error"/>.</summary>
    public void FailAll(Func<Call, Exception> error)
    {
        foreach (var call in Where(_ => true))
        {
            call.GiveUp(error(call));
        }
    }

    public void Dispose() => _sweeper.Dispose();

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        foreach (var call in Where(c => c.Deadline <= now))
        {
            call.GiveUp(new TimeoutException($"{call.Name} has not answered in time."));
            _onTimeout();
        }
    }

    private List<Call> Where(Func<Call, bool> wanted)
    {
        var found = new List<Call>();
        foreach (var stripe in _stripes)
        {
            stripe.Collect(wanted, found);
        }

        return found;
    }

    private Stripe StripeOf(Call call) => _stripes[(uint)System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(call) % (uint)_stripes.Length];

    /// <summary>A doubly linked list under a lock of its own.</summary>
    private sealed class Stripe
    {
        private readonly Lock _gate = new();
        private Call? _first;

        public void Add(Call call)
        {
            lock (_gate)
            {
                call.Next = _first;
                _first?.Previous = call;
                _first = call;
            }
        }

        public void Remove(Call call)
        {
            lock (_gate)
            {
                if (call.Previous is null && _first != call)
                {
                    return;
                }

                call.Previous?.Next = call.Next;
                call.Next?.Previous = call.Previous;
                _first = _first == call ? call.Next : _first;
                call.Previous = call.Next = null;
            }
        }

        public void Collect(Func<Call, bool> wanted, List<Call> found)
        {
            lock (_gate)
            {
                for (var call = _first; call is not null; call = call.Next)
                {
                    if (wanted(call))
                    {
                        found.Add(call);
                    }
                }
            }
        }
    }
}
