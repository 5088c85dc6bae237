using Orleans.Runtime.Messaging;

namespace LensGrains.Silo;

/// <summary>What this build's lane can do.</summary>
public static class Lane
{
    /// <summary>True where several processes can share the grains.</summary>
    public static bool IsCluster => true;

    /// <summary>Why a process of this build cannot take <paramref name="role"/>, or null where it can.</summary>
    public static string? WhyNot(ProcessRole role) => null;

    /// <summary>
    /// True where a call failed because no silo could be reached, so that it may be tried again. A message that grows too old before its
    /// grain is placed is cancelled; a caller that gave up itself has to be told apart before.
    /// </summary>
    public static bool IsAway(Exception error)
        => error is OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException or ClientNotAvailableException
            or OperationCanceledException;
}
