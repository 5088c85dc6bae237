using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Hdf5;

/// <summary>
/// The imports from the serial libhdf5 1.10 (hdf5.h), which is not safe for two threads: every call is made under <see cref="Hdf5Lock"/>.
/// Ids are 64-bit and negative where a call failed; 0 stands for default properties.
/// </summary>
internal static unsafe partial class Hdf5Native
{
    internal const string Library = "libhdf5_serial.so.103";

    internal const int ClassInteger = 0;
    internal const int ClassFloat = 1;
    internal const int ClassString = 3;
    internal const int ClassEnum = 8;
    internal const int LayoutChunked = 2;
    internal const int LinkExternal = 64;

    private static readonly Lazy<nint> Handle = new(() => NativeLibrary.Load(Library, typeof(Hdf5Native).Assembly, null));

    [LibraryImport(Library, EntryPoint = "H5open")]
    internal static partial int Open();

    [LibraryImport(Library, EntryPoint = "H5Eset_auto2")]
    internal static partial int SetErrorPrinter(long stack, nint function, nint data);

    [LibraryImport(Library, EntryPoint = "H5Ewalk2")]
    internal static partial int WalkErrors(long stack, int direction, delegate* unmanaged<uint, ErrorEntry*, void*, int> visit, void* data);

    [LibraryImport(Library, EntryPoint = "H5Eclear2")]
    internal static partial int ClearErrors(long stack);

    [LibraryImport(Library, EntryPoint = "H5Fopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long OpenFile(string name, uint flags, long access);

    [LibraryImport(Library, EntryPoint = "H5Fclose")]
    internal static partial int CloseFile(long file);

    [LibraryImport(Library, EntryPoint = "H5Gopen2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long OpenGroup(long location, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Gclose")]
    internal static partial int CloseGroup(long group);

    [LibraryImport(Library, EntryPoint = "H5Gget_info")]
    internal static partial int GetGroupInfo(long group, out GroupInfo info);

    [LibraryImport(Library, EntryPoint = "H5Lget_name_by_idx", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetLinkName(long location, string group, int index, int order, ulong number, byte* name, nuint size, long access);

    [LibraryImport(Library, EntryPoint = "H5Lexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LinkExists(long location, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Lget_info", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetLinkInfo(long location, string name, out LinkInfo info, long access);

    [LibraryImport(Library, EntryPoint = "H5Dopen2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long OpenDataset(long location, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Dclose")]
    internal static partial int CloseDataset(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_space")]
    internal static partial long GetSpace(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_type")]
    internal static partial long GetType(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_create_plist")]
    internal static partial long GetCreation(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dread")]
    internal static partial int Read(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* buffer);

    [LibraryImport(Library, EntryPoint = "H5Dvlen_reclaim")]
    internal static partial int Reclaim(long type, long space, long transfer, void* buffer);

    [LibraryImport(Library, EntryPoint = "H5Pget_layout")]
    internal static partial int GetLayout(long properties);

    [LibraryImport(Library, EntryPoint = "H5Pget_chunk")]
    internal static partial int GetChunk(long properties, int count, ulong* sizes);

    [LibraryImport(Library, EntryPoint = "H5Pget_external_count")]
    internal static partial int GetExternalCount(long properties);

    [LibraryImport(Library, EntryPoint = "H5Pclose")]
    internal static partial int CloseProperties(long properties);

    [LibraryImport(Library, EntryPoint = "H5Sget_simple_extent_ndims")]
    internal static partial int GetRank(long space);

    [LibraryImport(Library, EntryPoint = "H5Sget_simple_extent_dims")]
    internal static partial int GetSizes(long space, ulong* sizes, ulong* maximum);

    [LibraryImport(Library, EntryPoint = "H5Screate_simple")]
    internal static partial long CreateSpace(int rank, ulong* sizes, ulong* maximum);

    [LibraryImport(Library, EntryPoint = "H5Sselect_hyperslab")]
    internal static partial int SelectSlab(long space, int operation, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Library, EntryPoint = "H5Sclose")]
    internal static partial int CloseSpace(long space);

    [LibraryImport(Library, EntryPoint = "H5Tget_class")]
    internal static partial int GetClass(long type);

    [LibraryImport(Library, EntryPoint = "H5Tget_size")]
    internal static partial nuint GetSize(long type);

    [LibraryImport(Library, EntryPoint = "H5Tis_variable_str")]
    internal static partial int IsVariableText(long type);

    [LibraryImport(Library, EntryPoint = "H5Tcopy")]
    internal static partial long CopyType(long type);

    [LibraryImport(Library, EntryPoint = "H5Tclose")]
    internal static partial int CloseType(long type);

    [LibraryImport(Library, EntryPoint = "H5Aexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int AttributeExists(long owner, string name);

    [LibraryImport(Library, EntryPoint = "H5Aopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long OpenAttribute(long owner, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Aget_space")]
    internal static partial long GetAttributeSpace(long attribute);

    [LibraryImport(Library, EntryPoint = "H5Aget_type")]
    internal static partial long GetAttributeType(long attribute);

    [LibraryImport(Library, EntryPoint = "H5Aread")]
    internal static partial int ReadAttribute(long attribute, long memoryType, void* buffer);

    [LibraryImport(Library, EntryPoint = "H5Aclose")]
    internal static partial int CloseAttribute(long attribute);

    /// <summary>The library's own type behind an exported variable such as <c>H5T_NATIVE_FLOAT_g</c>, once the library is open.</summary>
    internal static long TypeOf(string variable)
        => *(long*)NativeLibrary.GetExport(Handle.Value, variable);

    /// <summary>H5E_error2_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ErrorEntry
    {
        public long Class;
        public long Major;
        public long Minor;
        public uint Line;
        public byte* Function;
        public byte* File;
        public byte* Description;
    }

    /// <summary>H5G_info_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GroupInfo
    {
        public int Storage;
        public ulong Links;
        public long MaximumOrder;
        public byte IsMounted;
    }

    /// <summary>H5L_info_t of 1.10.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinkInfo
    {
        public int Type;
        public byte HasOrder;
        public long Order;
        public int CharacterSet;
        public ulong Address;
    }
}
