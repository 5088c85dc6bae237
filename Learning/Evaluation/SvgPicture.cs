using System.Runtime.InteropServices;
using System.Text;

namespace LensGrains.Learning.Evaluation;

/// <summary>
/// Draws SVG to a PNG file with librsvg and cairo, which come with libvips where that draws SVG. Where they are missing nothing is drawn
/// and the caller is told.
/// </summary>
internal static unsafe partial class SvgPicture
{
    private const string Rsvg = "librsvg-2.so.2";
    private const string Cairo = "libcairo.so.2";
    private const string GObject = "libgobject-2.0.so.0";
    private const int FormatArgb32 = 0;

    /// <summary>Writes the PNG; false where the libraries are not on this machine.</summary>
    /// <exception cref="IOException">The picture cannot be drawn or written.</exception>
    public static bool TryWritePng(string svg, int width, int height, string path)
    {
        if (!NativeLibrary.TryLoad(Rsvg, out _) || !NativeLibrary.TryLoad(Cairo, out _))
        {
            return false;
        }

        var bytes = Encoding.UTF8.GetBytes(svg);
        nint handle;
        fixed (byte* start = bytes)
        {
            handle = HandleOf(start, (nuint)bytes.Length, out var error);
            Require(handle != 0 && error == 0, "the picture is no SVG");
        }

        var surface = CreateSurface(FormatArgb32, width, height);
        var context = CreateContext(surface);
        try
        {
            var viewport = new Viewport(0, 0, width, height);
            Require(Render(handle, context, in viewport, out _) != 0, "the picture cannot be drawn");
            Require(WritePng(surface, path) == 0, $"{Path.GetFileName(path)} cannot be written");
        }
        finally
        {
            DestroyContext(context);
            DestroySurface(surface);
            Unref(handle);
        }

        return true;
    }

    private static void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new IOException(fault);
        }
    }

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_new_from_data")]
    private static partial nint HandleOf(byte* data, nuint length, out nint error);

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_render_document")]
    private static partial int Render(nint handle, nint context, in Viewport viewport, out nint error);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_create")]
    private static partial nint CreateSurface(int format, int width, int height);

    [LibraryImport(Cairo, EntryPoint = "cairo_create")]
    private static partial nint CreateContext(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_write_to_png", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int WritePng(nint surface, string path);

    [LibraryImport(Cairo, EntryPoint = "cairo_destroy")]
    private static partial void DestroyContext(nint context);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_destroy")]
    private static partial void DestroySurface(nint surface);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    private static partial void Unref(nint handle);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Viewport(double X, double Y, double Width, double Height);
}
