using System.Reflection;
using System.Runtime.InteropServices;

namespace LensGrains.Tensors.Native;

/// <summary>Finds the shim beside the assembly, and sets libtorch's threads once: its own default here is a single one.</summary>
internal static partial class NativeLoader
{
    private const string SpinCount = "3000";
    private const string Packages = "apt-get install -y --no-install-recommends libtorch1.13 libopenblas0-openmp";

    internal static void Initialize()
    {
        BoundSpinning();
        BlasKernels.Choose();
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
        _ = InitializeRuntime();
    }

    /// <summary>
    /// OpenMP threads that wait for each other spin a little and then sleep. Spinning for long, libgomp's default, stalls a team whenever it
    /// shares its processors with requests or with another team; sleeping at once costs two switches at every operator. libgomp reads this once,
    /// when it is loaded with the shim.
    /// </summary>
    private static void BoundSpinning()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = setenv("GOMP_SPINCOUNT", SpinCount, 0);
        }
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
