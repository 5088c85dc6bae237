using System.Runtime.InteropServices;

namespace LensGrains.Imaging.Rasters;

/// <summary>One call of a libvips operation: set arguments, run, take outputs.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private const uint TypeBoolean = 5 << 2;
    private const uint TypeInt = 6 << 2;
    private const uint TypeDouble = 15 << 2;
    private nint _operation;
    private bool _isBuilt;

    /// <summary>The operation called so, or of that class.</summary>
    public VipsOperation(string name)
    {
        _operation = VipsNative.NewOperation(name);
        if (_operation == 0)
        {
            throw new InvalidOperationException("libvips has no operation " + name + ": " + TakeError());
        }
    }

    private VipsOperation(nint className) => _operation = VipsNative.NewOperation(className);

    /// <summary>The loader that recognises the bytes; null where none does, or only a blocked one.</summary>
    public static VipsOperation? FindLoader(byte* data, int length)
    {
        var name = VipsNative.FindLoader(data, (nuint)length);
        if (name != 0)
        {
            var loader = new VipsOperation(name);
            if (loader._operation != 0)
            {
                return loader;
            }
        }

        TakeError();
        return null;
    }

    /// <summary>Takes and clears what libvips last said, on one line.</summary>
    public static string TakeError()
    {
        var text = VipsNative.TakeError();
        var message = Marshal.PtrToStringUTF8(text) ?? string.Empty;
        VipsNative.Free(text);
        return message.Trim().ReplaceLineEndings("; ");
    }

    public VipsOperation With(string name, int value) => Set(name, TypeInt, v => VipsNative.SetInt((VipsNative.GValue*)v, value));

    public VipsOperation With(string name, double value)
        => Set(name, TypeDouble, v => VipsNative.SetDouble((VipsNative.GValue*)v, value));

    public VipsOperation With(string name, bool value)
        => Set(name, TypeBoolean, v => VipsNative.SetBoolean((VipsNative.GValue*)v, value ? 1 : 0));

    public VipsOperation WithEnum(string name, string type, int value)
        => Set(name, VipsNative.TypeFromName(type), v => VipsNative.SetEnum((VipsNative.GValue*)v, value));

    public VipsOperation WithFlags(string name, string type, uint value)
        => Set(name, VipsNative.TypeFromName(type), v => VipsNative.SetFlags((VipsNative.GValue*)v, value));

    public VipsOperation With(string name, VipsImage image)
        => Set(name, VipsNative.ImageType(), v => VipsNative.SetObject((VipsNative.GValue*)v, image.Pointer));

    /// <summary>Hands bytes in; they must stay pinned while any image made from them lives.</summary>
    public VipsOperation WithBytes(string name, byte* data, int length)
    {
        var blob = VipsNative.NewBlob(0, data, (nuint)length);
        Set(name, VipsNative.BlobType(), v => VipsNative.SetBoxed((VipsNative.GValue*)v, blob));
        VipsNative.UnrefArea(blob);
        return this;
    }

    /// <summary>Runs the operation; false, with the reason, where it fails.</summary>
    public bool TryRun(out string error)
    {
        var built = VipsNative.BuildOperation(_operation);
        if (built == 0)
        {
            error = TakeError();
            return false;
        }

        VipsNative.Unref(_operation);
        _operation = built;
        _isBuilt = true;
        error = string.Empty;
        return true;
    }

    /// <summary>Runs the operation on input that was decoded already; a failure is a fault of the file's content.</summary>
    public VipsOperation Run()
        => TryRun(out var error) ? this : throw new ImageFaultException(ImageFaultCodes.Corrupt, $"libvips: {error}.");

    /// <summary>The image that an output holds; the caller disposes it.</summary>
    public VipsImage Image(string name = "out")
    {
        VipsNative.GValue value = default;
        VipsNative.Initialize(&value, VipsNative.ImageType());
        VipsNative.GetProperty(_operation, name, &value);
        var image = VipsNative.DuplicateObject(&value);
        VipsNative.Unset(&value);
        return new VipsImage(image);
    }

    /// <summary>A copy of the bytes that an output holds.</summary>
    public byte[] Bytes(string name = "buffer")
    {
        VipsNative.GValue value = default;
        VipsNative.Initialize(&value, VipsNative.BlobType());
        VipsNative.GetProperty(_operation, name, &value);
        var data = VipsNative.GetBlob(VipsNative.GetBoxed(&value), out var length);
        var bytes = new ReadOnlySpan<byte>((void*)data, checked((int)length)).ToArray();
        VipsNative.Unset(&value);
        return bytes;
    }

    public void Dispose()
    {
        if (_operation == 0)
        {
            return;
        }

        if (_isBuilt)
        {
            VipsNative.UnrefOutputs(_operation);
        }

        VipsNative.Unref(_operation);
        _operation = 0;
    }

    private VipsOperation Set(string name, nuint type, Action<nint> assign)
    {
        VipsNative.GValue value = default;
        VipsNative.Initialize(&value, type);
        assign((nint)(&value));
        VipsNative.SetProperty(_operation, name, &value);
        VipsNative.Unset(&value);
        return this;
    }
}
