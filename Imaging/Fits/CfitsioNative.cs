using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Fits;

/// <summary>The imports from cfitsio (fitsio.h, 4.2). Every function returns the status that it also writes.</summary>
internal static unsafe partial class CfitsioNative
{
    private const string Library = "libcfitsio.so.10";

    internal const int ReadOnly = 0;
    internal const int ImageHdu = 0;
    internal const int TypeFloat = 42;
    internal const int EndOfFile = 107;
    internal const int NumericOverflow = 412;

    /// <summary>Opens a disk file whose name is taken literally.</summary>
    [LibraryImport(Library, EntryPoint = "ffdkopn", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenDiskFile(out nint file, string name, int mode, ref int status);

    /// <summary>Opens a file that lies in memory; the address and size must stay where they are until it is closed.</summary>
    [LibraryImport(Library, EntryPoint = "ffomem", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenMemory(
        out nint file, string name, int mode, void** buffer, nuint* size, nuint delta, nint reallocate, ref int status);

    [LibraryImport(Library, EntryPoint = "ffclos")]
    internal static partial int Close(nint file, ref int status);

    [LibraryImport(Library, EntryPoint = "ffmahd")]
    internal static partial int MoveToUnit(nint file, int number, out int type, ref int status);

    [LibraryImport(Library, EntryPoint = "ffghdt")]
    internal static partial int GetUnitType(nint file, out int type, ref int status);

    [LibraryImport(Library, EntryPoint = "fits_is_compressed_image")]
    internal static partial int IsCompressedImage(nint file, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgidm")]
    internal static partial int GetImageDimensions(nint file, out int count, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgidt")]
    internal static partial int GetImageType(nint file, out int bitsPerPixel, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgiszll")]
    internal static partial int GetImageSize(nint file, int count, long* axes, ref int status);

    [LibraryImport(Library, EntryPoint = "ffghadll")]
    internal static partial int GetUnitAddress(nint file, out long header, out long data, out long end, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgpv")]
    internal static partial int ReadPixels(
        nint file, int type, long first, long count, void* nullValue, void* pixels, out int anyNull, ref int status);

    [LibraryImport(Library, EntryPoint = "ffghsp")]
    internal static partial int GetHeaderCount(nint file, out int cards, out int free, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgrec")]
    internal static partial int ReadCard(nint file, int number, byte* card, ref int status);

    [LibraryImport(Library, EntryPoint = "ffgerr")]
    internal static partial void GetErrorText(int status, byte* text);

    [LibraryImport(Library, EntryPoint = "ffcmsg")]
    internal static partial void ClearMessages();

    [LibraryImport(Library, EntryPoint = "fits_is_reentrant")]
    internal static partial int IsReentrant();

    [LibraryImport("libbz2.so.1.0", EntryPoint = "BZ2_bzBuffToBuffDecompress")]
    internal static partial int Bunzip(byte* destination, ref uint destinationLength, byte* source, uint sourceLength, int small, int verbosity);
}
