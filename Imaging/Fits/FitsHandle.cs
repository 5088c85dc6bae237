using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Fits;

/// <summary>An open cfitsio file, and the memory it reads from where it was unfolded. Not for two threads at once.</summary>
internal sealed unsafe class FitsHandle : IDisposable
{
    /// <summary>Held around every call where cfitsio was built without thread safety, and around tile decompression always
    /// (its HCOMPRESS decoder keeps its state in static variables).</summary>
    private static readonly Lock Shared = new();

    private static readonly bool IsReentrant = CfitsioNative.IsReentrant() != 0;

    private nint _file;
    private GCHandle _pinned;
    private nuint* _memory;

    private FitsHandle()
    {
    }

    public nint File => _file;

    public static FitsHandle OpenDisk(string path)
    {
        var handle = new FitsHandle();
        using (Enter())
        {
            var status = 0;
            CfitsioNative.OpenDiskFile(out handle._file, path, CfitsioNative.ReadOnly, ref status);
            handle.RequireOpen(status);
        }

        return handle;
    }

    public static FitsHandle OpenMemory(byte[] bytes)
    {
        var handle = new FitsHandle { _pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned) };
        handle._memory = (nuint*)NativeMemory.Alloc(2, (nuint)sizeof(nuint));
        handle._memory[0] = (nuint)handle._pinned.AddrOfPinnedObject();
        handle._memory[1] = (nuint)bytes.Length;
        using (Enter())
        {
            var status = 0;
            CfitsioNative.OpenMemory(
                out handle._file, "cutout", CfitsioNative.ReadOnly, (void**)handle._memory, handle._memory + 1, 0, 0, ref status);
            handle.RequireOpen(status);
        }

        return handle;
    }

    /// <summary>The lock that a call needs: none where cfitsio keeps its state per file.</summary>
    public static Guard Enter(bool decompresses = false) => new(IsReentrant && !decompresses ? null : Shared);

    public static string Describe(int status)
    {
        var text = stackalloc byte[64];
        CfitsioNative.GetErrorText(status, text);
        return $"{Marshal.PtrToStringUTF8((nint)text)} (cfitsio {status})";
    }

    public void Dispose()
    {
        if (_file != 0)
        {
            using (Enter())
            {
                var status = 0;
                CfitsioNative.Close(_file, ref status);
                CfitsioNative.ClearMessages();
            }

            _file = 0;
        }

        if (_pinned.IsAllocated)
        {
            _pinned.Free();
        }

        NativeMemory.Free(_memory);
        _memory = null;
    }

    private void RequireOpen(int status)
    {
        if (status == 0)
        {
            return;
        }

        CfitsioNative.ClearMessages();
        _file = 0;
        Dispose();
        throw new ImageFaultException(ImageFaultCodes.Corrupt, $"The FITS file does not open: {Describe(status)}.");
    }

    /// <summary>Leaves the lock, where one was taken.</summary>
    public readonly struct Guard : IDisposable
    {
        private readonly Lock? _lock;

        public Guard(Lock? @lock)
        {
            _lock = @lock;
            _lock?.Enter();
        }

        public void Dispose() => _lock?.Exit();
    }
}
