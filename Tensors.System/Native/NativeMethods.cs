using System.Runtime.InteropServices;

namespace LensGrains.Tensors.Native;

/// <summary>The shim's C interface; see native/lensgrains_tensors.h.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "lensgrains_tensors";

    static NativeMethods() => NativeLoader.Initialize();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint lg_operator(string name, string overload);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int lg_has_operator(string name, string overload);

    [LibraryImport(Library)]
    internal static partial byte* lg_operator_schema(nint op);

    [LibraryImport(Library)]
    internal static partial int lg_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);

    [LibraryImport(Library)]
    internal static partial void lg_free_list(void* list);

    [LibraryImport(Library)]
    internal static partial nint lg_tensor_borrow(
        void* data, long* shape, int dimensions, int dtype, delegate* unmanaged<nint, void> release, nint context);

    [LibraryImport(Library)]
    internal static partial nint lg_tensor_copy(void* data, long* shape, int dimensions, int dtype);

    [LibraryImport(Library)]
    internal static partial void lg_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial long lg_tensor_live_count();

    [LibraryImport(Library)]
    internal static partial void* lg_tensor_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_shape(nint tensor, long* shape, long* strides, int capacity);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_dtype(nint tensor);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_device(nint tensor, out int index);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_requires_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_set_requires_grad(nint tensor, int on);

    [LibraryImport(Library)]
    internal static partial nint lg_tensor_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int lg_tensor_backward(nint tensor, nint grad, int retainGraph);

    [LibraryImport(Library)]
    internal static partial byte* lg_last_error();

    [LibraryImport(Library)]
    internal static partial byte* lg_version();

    [LibraryImport(Library)]
    internal static partial int lg_initialize(int threads);

    [LibraryImport(Library)]
    internal static partial int lg_set_threads(int threads);

    [LibraryImport(Library)]
    internal static partial int lg_threads();

    [LibraryImport(Library)]
    internal static partial int lg_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void lg_set_grad_enabled(int on);

    [LibraryImport(Library)]
    internal static partial int lg_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial int lg_autocast(int deviceType, out int dtype);

    [LibraryImport(Library)]
    internal static partial int lg_set_autocast(int deviceType, int on, int dtype);

    [LibraryImport(Library)]
    internal static partial int lg_cuda_devices();

    [LibraryImport(Library)]
    internal static partial int lg_set_deterministic(int on);

    [LibraryImport(Library)]
    internal static partial nint lg_generator(long seed);

    [LibraryImport(Library)]
    internal static partial int lg_generator_seed(nint generator, long seed);

    [LibraryImport(Library)]
    internal static partial nint lg_generator_state(nint generator);

    [LibraryImport(Library)]
    internal static partial int lg_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)]
    internal static partial void lg_generator_free(nint generator);

    /// <summary>Throws what the shim said of its last failure on this thread.</summary>
    internal static TensorException LastError() => new(Text(lg_last_error()));

    internal static void Check(int status)
    {
        if (status < 0)
        {
            throw LastError();
        }
    }

    internal static nint Check(nint handle) => handle != 0 ? handle : throw LastError();

    internal static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
