using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace LensGrains.Tensors.Native;

/// <summary>
/// OpenBLAS picks its kernels by the processor's model number when it is loaded, and takes those of an SSE3 processor of 2004 for every
/// model that is newer than itself: matrix products then take three to four times as long. Where that has happened on a processor that can
/// do more, the kernels are named before libtorch loads the library for good. A choice made outside stays.
/// </summary>
internal static unsafe partial class BlasKernels
{
    private const string Library = "libopenblas.so.0";
    private const string Variable = "OPENBLAS_CORETYPE";

    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null
            && Current() is { } current
            && BetterThan(current, Avx2.IsSupported && Fma.IsSupported, Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported) is { } better)
        {
            _ = setenv(Variable, better, 0);
        }
    }

    /// <summary>The kernels in use, or those that would be taken where the library is not loaded yet; null without OpenBLAS.</summary>
    internal static string? Current()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Library, out var library))
        {
            return null;
        }

        try
        {
            return NativeLibrary.TryGetExport(library, "openblas_get_corename", out var name)
                ? Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)name)())
                : null;
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    /// <summary>The kernels to name instead of those that OpenBLAS falls back to; null where it knows the processor, or can do no better.</summary>
    internal static string? BetterThan(string kernels, bool hasAvx2, bool hasAvx512)
        => kernels != "Prescott" || !hasAvx2 ? null : hasAvx512 ? "SkylakeX" : "Haswell";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
