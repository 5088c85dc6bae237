using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LensGrains.Learning.Lanes;

/// <summary>Idle OpenMP threads sleep instead of spinning, as in the other lane: spinning teams stall whenever they share their processors.</summary>
internal static partial class ThreadTeams
{
    // libgomp reads this once, when it is loaded with libtorch, so it is set before the first use of a tensor.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing later is early enough, and nothing but the environment is touched.")]
    internal static void Quieten()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        }
    }

    // Environment.SetEnvironmentVariable does not reach native code.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
