using System.Runtime.InteropServices;

namespace LensGrains.Learning.Jobs;

/// <summary>
/// Training gives way to people: on Linux the calling thread, and the OpenMP team that it starts later, are scheduled behind
/// threads that answer requests. On an idle machine that costs nothing.
/// </summary>
internal static class LowPriority
{
    /// <summary>Steps of niceness below the rest of the process; with 5 a busy request gets three times a trainer's share.</summary>
    public const int Steps = 5;

    public static void Take()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Nice(Steps); // never refused: it only lowers
        }
    }

    // On Linux the niceness is the thread's, not the process's.
    [DllImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int increment);
}
