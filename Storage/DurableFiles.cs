using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LensGrains.Storage;

/// <summary>The few file operations whose durability .NET does not offer: create-only rename and flushing a folder.</summary>
internal static class DurableFiles
{
    private const int FileExists = 17; // EEXIST
    private const int ReadOnlyFlag = 0; // O_RDONLY

    /// <summary>Forces a file's content to disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives <paramref name="from"/> the name <paramref name="to"/> if that name is free; false, with both untouched, where it is not.</summary>
    public static bool TryMoveNew(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveNewOnWindows(from, to);
        }

        if (Link(from, to) != 0)
        {
            return Marshal.GetLastPInvokeError() == FileExists ? false : throw NativeError("create the file");
        }

        File.Delete(from);
        FlushFolder(Path.GetDirectoryName(to)!);
        return true;
    }

    /// <summary>As <see cref="TryMoveNew"/>, but throws where the name is taken.</summary>
    public static void MoveNew(string from, string to)
    {
        if (!TryMoveNew(from, to))
        {
            throw new IOException("The target exists already.");
        }
    }

    /// <summary>Replaces <paramref name="to"/> with <paramref name="from"/> in one step.</summary>
    public static void Replace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Creates a folder and those above it up to <paramref name="root"/>, each name durable in its parent.</summary>
    public static void CreateFolder(string root, string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        if (folder.Length > root.Length)
        {
            CreateFolder(root, parent);
        }

        Directory.CreateDirectory(folder);
        FlushFolder(parent);
    }

    /// <summary>Forces the names in a folder to disk; Windows keeps them durable by itself.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnlyFlag); // .NET itself opens no folders
        if (descriptor < 0)
        {
            throw NativeError("open the folder");
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw NativeError("flush the folder");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static bool TryMoveNewOnWindows(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static IOException NativeError(string what)
        => new($"Cannot {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string created);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
