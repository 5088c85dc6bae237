namespace LensGrains.Embedded;

/// <summary>A grain was called by way of a call that it is itself waiting for: both would wait for ever.</summary>
public sealed class CallCycleException(string message) : InvalidOperationException(message);

/// <summary>Finds call cycles before the call is made.</summary>
internal static class CallCycle
{
    /// <summary>Throws if <paramref name="target"/> waits, directly or by others, for <paramref name="caller"/>.</summary>
    public static void Refuse(GrainTarget target, GrainMethod method, Work? caller)
    {
        if (method.Interleaves)
        {
            return;
        }

        for (var frame = caller; frame is { IsDone: false }; frame = frame.Caller)
        {
            if (!frame.Interleaves && frame.Activation is { } activation && activation.GrainId == target.GrainId)
            {
                throw new CallCycleException(Describe(target, method, caller));
            }
        }
    }

    private static string Describe(GrainTarget target, GrainMethod method, Work? caller)
    {
        var names = new List<string> { $"{target.GrainId} {method.Name}" };
        for (var frame = caller; frame is not null; frame = frame.Caller)
        {
            names.Add(frame.Name);
        }

        names.Reverse();
        return "Call cycle: " + string.Join(" → ", names);
    }
}
