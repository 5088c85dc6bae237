using System.Runtime.InteropServices;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements of a contiguous tensor on the CPU, in place. Valid while the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireReadable();
                return new Span<byte>(NativeMethods.lg_tensor_data(Handle), checked((int)(numel() * ElementSize)));
            }
        }

        public long ElementSize => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };

        public bool is_floating_point()
            => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        /// <summary>The elements of a tensor on the CPU, row by row; the type must be the tensor's.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (ScalarTypeOf<T>() != dtype)
            {
                throw new ArgumentException($"The tensor holds {dtype}, not {typeof(T).Name}.");
            }

            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element of the tensor.</summary>
        public T item<T>()
            where T : unmanaged
        {
            if (numel() != 1)
            {
                throw new ArgumentException($"item() needs one element; the tensor's shape is [{string.Join(", ", shape)}].");
            }

            using var scope = NewDisposeScope();
            return cpu().data<T>().ToArray()[0];
        }

        internal Span<T> Elements<T>()
            where T : unmanaged
            => MemoryMarshal.Cast<byte, T>(bytes);

        private void RequireReadable()
        {
            if (device.type != DeviceType.CPU || !is_contiguous())
            {
                throw new InvalidOperationException("Elements can be read in place from a contiguous tensor on the CPU only: cpu().contiguous().");
            }
        }
    }
}
