namespace LensGrains.Embedded;

/// <summary>Stands between callers and grains and makes what a cluster does on a bad day happen every day.</summary>
internal sealed class ChaosMode(ChaosOptions options)
{
    private readonly ChaosDice _dice = new(options.Seed);
    private readonly MessageSerializer _serializer = new();

    /// <summary>Sends a call: arguments through the serializer, perhaps to a second activation, perhaps later.</summary>
    public void Send(Call call, Action deliver)
    {
        if (options.RoundTrips && !call.Method.IsOfHost)
        {
            call.ReplaceArguments(_serializer.RoundTrip(call.Method, call.Arguments));
        }

        if (_dice.Happens(options.SecondActivation, "second", call.Name))
        {
            call.Target = call.Target with { Slot = 1 };
        }

        AfterDelay(call.Name, deliver);
    }

    /// <summary>Gives a result back, or loses it.</summary>
    public Action Answer<TResult>(Call call, TResult result, Action<TResult> succeed)
    {
        if (LosesAnswer(call))
        {
            return () => AfterDelay(call.Name, () => call.Fail(Lost(call)));
        }

        var copy = options.RoundTrips ? _serializer.RoundTrip(result) : result;
        return () => AfterDelay(call.Name, () => succeed(copy));
    }

    /// <summary>Gives an exception back, or loses it.</summary>
    public Action Answer(Call call, Exception error)
    {
        var copy = LosesAnswer(call) ? Lost(call) : options.RoundTrips ? ExceptionCopier.Copy(error) : error;
        return () => AfterDelay(call.Name, () => call.Fail(copy));
    }

    /// <summary>What an observer is told: its arguments through the serializer, or null where the notice is lost.</summary>
    public object?[]? Notice(GrainMethod method, object?[] arguments)
        => _dice.Happens(options.LoseNotice, "notice", method.Name) ? null
            : options.RoundTrips ? _serializer.RoundTrip(method, arguments)
            : arguments;

    public bool SkipsDeactivation(GrainId grain) => _dice.Happens(options.SkipDeactivation, "deactivation", grain.ToString());

    private bool LosesAnswer(Call call) => _dice.Happens(options.LoseAnswer, "answer", call.Name);

    private static TimeoutException Lost(Call call) => new($"{call.Name} has not answered in time.");

    private void AfterDelay(string what, Action action)
    {
        if (_dice.Happens(options.Delay, "delay", what))
        {
            new DelayedAction(action, 1 + (int)(_dice.Throw("turns", what) * options.LongestDelayTurns)).Execute();
        }
        else
        {
            action();
        }
    }

    /// <summary>Goes to the end of the thread pool's queue a few times before it acts. Takes no time that a test would have to pass in.</summary>
    private sealed class DelayedAction(Action action, int turns) : IThreadPoolWorkItem
    {
        private int _left = turns;

        public void Execute()
        {
            if (_left-- == 0)
            {
                action();
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }
}
