using System.Reflection;
using System.Runtime.InteropServices;

namespace LensGrains.Tensors.Native;

/// <summary>Finds the shim beside the assembly, and sets libtorch's threads once: its own default here is a single one.</summary>
internal static partial class NativeLoader
{
    private const string Packages = "apt-get install -y --no-install-recommends libtorch1.13 libopenblas0-openmp";

    internal static void Initialize()
    {
        // Idle OpenMP threads sleep instead of spinning: a spinning team stalls whenever it shares its processors with requests or with
        // another team (10 to 20 times slower small steps were seen). libgomp reads this once, when it is loaded with the shim.
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        BlasKernels.Choose();
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
        _ = InitializeRuntime();
    }

    private static int InitializeRuntime()
    {
        var threads = int.TryParse(Environment.GetEnvironmentVariable("LENS_TENSOR_THREADS"), out var chosen) && chosen > 0
            ? chosen
            : Environment.ProcessorCount;
        return NativeMethods.lg_initialize(threads);
    }

    // Environment.SetEnvironmentVariable does not reach native code.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library != NativeMethods.Library)
        {
            return 0;
        }

        try
        {
            return NativeLibrary.Load(library, assembly, searchPath);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"The tensor shim or libtorch is missing; run: {Packages}. ({e.Message})", e);
        }
    }
}
