namespace LensGrains.Silo;

/// <summary>What this build's lane can do.</summary>
public static class Lane
{
    /// <summary>True where several processes can share the grains.</summary>
    public static bool IsCluster => false;

    /// <summary>Why a process of this build cannot take <paramref name="role"/>, or null where it can.</summary>
    public static string? WhyNot(ProcessRole role) => role == ProcessRole.All
        ? null
        : "the embedded host is one process, so its role is 'all'; several processes need a build with -p:GrainHost=Orleans";

    /// <summary>True where a call failed because no silo could be reached, so that it may be tried again. Never so in one process.</summary>
    public static bool IsAway(Exception error) => false;
}
