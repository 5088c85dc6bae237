using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    /// <summary>A stream of random numbers on the CPU that starts from its seed.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            if (device is { type: not DeviceType.CPU })
            {
                throw new NotSupportedException("Generators live on the CPU; draw there and move the tensor.");
            }

            _handle = NativeMethods.Check(NativeMethods.lg_generator((long)seed));
        }

        ~Generator() => Free();

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.lg_generator_seed(Handle, seed));
            return this;
        }

        /// <summary>Everything that its next numbers follow from, as bytes.</summary>
        public Tensor get_state() => new(NativeMethods.Check(NativeMethods.lg_generator_state(Handle)));

        /// <summary>Goes on where the generator stood whose state this is.</summary>
        public void set_state(Tensor value) => NativeMethods.Check(NativeMethods.lg_generator_set_state(Handle, value.Handle));

        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
            {
                NativeMethods.lg_generator_free(handle);
            }
        }
    }
}
