using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LensGrains.Learning.Lanes;

/// <summary>
/// OpenMP threads that wait for each other spin a little and then sleep, as in the other lane: spinning for long, libgomp's default, stalls a
/// team whenever it shares its processors.
/// </summary>
internal static partial class ThreadTeams
{
    private const string SpinCount = "3000";

    // libgomp reads this once, when it is loaded with libtorch, so it is set before the first use of a tensor.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing later is early enough, and nothing but the environment is touched.")]
    internal static void BoundSpinning()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = setenv("GOMP_SPINCOUNT", SpinCount, 0);
        }
    }

    // Environment.SetEnvironmentVariable does not reach native code.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
