using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Hdf5;

/// <summary>The one lock around libhdf5, which keeps its state in static variables; taking it makes sure that the library is open.</summary>
internal static unsafe class Hdf5Lock
{
    private const int Downward = 1;
    private static readonly Lock Shared = new();
    private static bool _isOpen;

    /// <summary>Enters; dispose of the scope to leave.</summary>
    public static Lock.Scope Enter()
    {
        var scope = Shared.EnterScope();
        if (!_isOpen)
        {
            try
            {
                OpenLibrary();
            }
            catch
            {
                scope.Dispose();
                throw;
            }
        }

        return scope;
    }

    /// <summary>What the library says about its last failure: from what was asked to what was in the way.</summary>
    public static string LastFailure()
    {
        var texts = new List<string>();
        var handle = GCHandle.Alloc(texts);
        try
        {
            Hdf5Native.WalkErrors(0, Downward, &Visit, (void*)GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
            Hdf5Native.ClearErrors(0);
        }

        // The innermost text may only tell where a missing filter's plugin was looked for.
        return texts.Find(text => text.Contains("required filter", StringComparison.Ordinal)) ?? texts.LastOrDefault("no reason given");
    }

    /// <summary>Faults with the library's reason where an id or a status is negative.</summary>
    public static T Require<T>(T outcome, string code, string what)
        where T : struct, System.Numerics.ISignedNumber<T>
        => T.IsNegative(outcome) ? throw new Hdf5Exception(code, $"{what}: {LastFailure()}.") : outcome;

    private static void OpenLibrary()
    {
        try
        {
            Hdf5Native.Open();
        }
        catch (DllNotFoundException e)
        {
            throw new Hdf5Exception(Hdf5Exception.NoLibrary, $"{Hdf5Native.Library} is not on this machine (Debian's package is libhdf5-103-1).", e);
        }

        Hdf5Native.SetErrorPrinter(0, 0, 0);
        _isOpen = true;
    }

    [UnmanagedCallersOnly]
    private static int Visit(uint depth, Hdf5Native.ErrorEntry* entry, void* data)
    {
        var texts = (List<string>)GCHandle.FromIntPtr((nint)data).Target!;
        texts.Add(Marshal.PtrToStringUTF8((nint)entry->Description) ?? "");
        return 0;
    }
}
