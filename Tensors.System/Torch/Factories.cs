using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => tensor(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<float>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<float>(rawArray.Span, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => tensor(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<double>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => tensor(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<long>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(Half[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<Half>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<byte>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<bool>(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false)
        => Copy<float>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<double>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Copy<long>([scalar], [], dtype, device, requires_grad);

    /// <summary>
    /// A one-dimensional tensor over the array's own memory, without a copy: the array is pinned until libtorch lets go of it.
    /// </summary>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var length = count < 0 ? rawArray.Length - offset : count;
        if (offset < 0 || length < 0 || offset + length > rawArray.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} elements from {offset} of {rawArray.Length}.");
        }

        var element = Marshal.SizeOf(rawArray.GetType().GetElementType()!);
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        var data = (byte*)pin.AddrOfPinnedObject() + (offset * element);
        var handle = NativeMethods.lg_tensor_borrow(data, &length, 1, (int)dtype, &ReleasePin, GCHandle.ToIntPtr(pin));
        if (handle == 0)
        {
            pin.Free();
            throw NativeMethods.LastError();
        }

        return new Tensor(handle).requires_grad_(requires_grad);
    }

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("zeros", size, dtype, device, requires_grad);

    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => zeros([size], dtype, device, requires_grad);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => zeros([rows, columns], dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("ones", size, dtype, device, requires_grad);

    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => ones([size], dtype, device, requires_grad);

    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => ones([rows, columns], dtype, device, requires_grad);

    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => empty([size], dtype, device, requires_grad);

    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("empty.memory_format", size, dtype, device, requires_grad);

    /// <summary>Where no type is given: int64 of a whole number, float32 of any other.</summary>
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Aten.Tensor("full", size.ToArray(), value, ((Value)dtype).As("dtype"), ((Value)device).As("device"))
            .requires_grad_(requires_grad);

    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Draw("rand", size, dtype, device, requires_grad, generator);

    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Draw("randn", size, dtype, device, requires_grad, generator);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => generator is null
            ? Aten.Tensor("randperm", n, ((Value)(dtype ?? ScalarType.Int64)).As("dtype"), ((Value)device).As("device"))
            : Aten.Tensor(
                "randperm.generator",
                n,
                ((Value)generator).As("generator"),
                ((Value)(dtype ?? ScalarType.Int64)).As("dtype"),
                ((Value)device).As("device"));

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Aten.Tensor("arange", stop, ((Value)dtype).As("dtype"), ((Value)device).As("device")).requires_grad_(requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Aten.Tensor("arange.start", start, stop, ((Value)dtype).As("dtype"), ((Value)device).As("device")).requires_grad_(requires_grad);

    /// <summary>Evenly spaced numbers, both ends among them.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Aten.Tensor("linspace", start, end, steps, ((Value)dtype).As("dtype"), ((Value)device).As("device")).requires_grad_(requires_grad);

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null)
        => Aten.Tensor("eye.m", rows, columns < 0 ? rows : columns, ((Value)dtype).As("dtype"), ((Value)device).As("device"));

    public static Tensor zeros_like(Tensor input) => Aten.Tensor("zeros_like", input);

    public static Tensor ones_like(Tensor input) => Aten.Tensor("ones_like", input);

    public static Tensor empty_like(Tensor input) => Aten.Tensor("empty_like", input);

    private static Tensor Make(string name, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requiresGrad)
        => Aten.Tensor(name, size.ToArray(), ((Value)dtype).As("dtype"), ((Value)device).As("device")).requires_grad_(requiresGrad);

    private static Tensor Draw(
        string name, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requiresGrad, Generator? generator)
        => generator is null
            ? Make(name, size, dtype, device, requiresGrad)
            : Aten.Tensor(
                name + ".generator",
                size.ToArray(),
                ((Value)generator).As("generator"),
                ((Value)dtype).As("dtype"),
                ((Value)device).As("device")).requires_grad_(requiresGrad);

    private static unsafe Tensor Copy<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        var elements = 1L;
        foreach (var size in shape)
        {
            elements *= size;
        }

        if (elements != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill a tensor of shape [{string.Join(", ", shape.ToArray())}].");
        }

        nint handle;
        fixed (T* data = values)
        fixed (long* sizes = shape)
        {
            handle = NativeMethods.Check(NativeMethods.lg_tensor_copy(data, sizes, shape.Length, (int)ScalarTypeOf<T>()));
        }

        var made = new Tensor(handle);
        var moved = dtype is null && device is null ? made : made.to(dtype ?? made.dtype, device ?? CPU, disposeAfter: true);
        return moved.requires_grad_(requiresGrad);
    }

    [UnmanagedCallersOnly]
    private static void ReleasePin(nint context) => GCHandle.FromIntPtr(context).Free();
}
