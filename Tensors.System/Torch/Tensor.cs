using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    /// <summary>
    /// A handle on a libtorch tensor. It belongs to the innermost <see cref="DisposeScope"/> of the thread that made it; without
    /// one its maker disposes of it.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private DisposeScope? _owner;

        internal Tensor(nint handle)
        {
            _handle = handle;
            _owner = DisposeScope.Current;
            _owner?.Add(this);
        }

        ~Tensor() => Free();

        /// <summary>Native tensor handles alive in this process.</summary>
        public static long TotalCount => NativeMethods.lg_tensor_live_count();

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor is disposed, or was never made.");

        public bool IsInvalid => _handle == 0;

        public ScalarType dtype => (ScalarType)NativeMethods.lg_tensor_dtype(Handle);

        public Device device => new((DeviceType)NativeMethods.lg_tensor_device(Handle, out var index), index);

        public bool is_cuda => device.type == DeviceType.CUDA;

        public unsafe long[] shape => Layout().Shape;

        public long[] stride() => Layout().Strides;

        public long size(int dim) => shape is var all && dim < 0 ? all[dim + all.Length] : all[dim];

        public long ndim => shape.Length;

        public long dim() => ndim;

        public long NumberOfElements => shape.Aggregate(1L, (product, size) => product * size);

        public long numel() => NumberOfElements;

        public bool is_contiguous() => NativeMethods.lg_tensor_is_contiguous(Handle) != 0;

        public bool requires_grad
        {
            get => NativeMethods.lg_tensor_requires_grad(Handle) != 0;
            set => NativeMethods.Check(NativeMethods.lg_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient that backward has summed here; null before.</summary>
        public Tensor? grad
        {
            get => NativeMethods.lg_tensor_grad(Handle) is var grad and not 0 ? new Tensor(grad) : null;
            set => NativeMethods.Check(NativeMethods.lg_tensor_set_grad(Handle, value?.Handle ?? 0));
        }

        /// <summary>Adds the gradient of this single number to the leaves that it was computed from.</summary>
        public void backward() => NativeMethods.Check(NativeMethods.lg_tensor_backward(Handle, 0, 0));

        public void backward(IList<Tensor>? grad_tensors, bool retain_graph = false)
            => NativeMethods.Check(NativeMethods.lg_tensor_backward(Handle, grad_tensors?.Single().Handle ?? 0, retain_graph ? 1 : 0));

        public Tensor MoveToOuterDisposeScope() => _owner is null ? this : _owner.MoveToOuter(this);

        public Tensor DetachFromDisposeScope() => _owner is null ? this : _owner.Detach(this);

        public void Dispose()
        {
            _owner?.Forget(this);
            _owner = null;
            Free();
            GC.SuppressFinalize(this);
        }

        public override string ToString()
            => IsInvalid ? "disposed tensor" : $"[{string.Join(", ", shape)}] {dtype} on {device}";

        /// <summary>Makes this tensor show another's storage, as when a module moves to another device.</summary>
        internal void SetData(Tensor other) => Aten.Do("set_data", this, other);

        internal void SetOwner(DisposeScope? owner) => _owner = owner;

        /// <summary>Gives the native tensor away; this object is then as good as disposed.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            _owner?.Forget(this);
            _owner = null;
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }

        private unsafe (long[] Shape, long[] Strides) Layout()
        {
            const int Most = 16;
            var sizes = stackalloc long[Most];
            var strides = stackalloc long[Most];
            var dimensions = NativeMethods.lg_tensor_shape(Handle, sizes, strides, Most);
            NativeMethods.Check(dimensions);
            return (new Span<long>(sizes, dimensions).ToArray(), new Span<long>(strides, dimensions).ToArray());
        }

        private void Free()
        {
            if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
            {
                NativeMethods.lg_tensor_free(handle);
            }
        }
    }
}
