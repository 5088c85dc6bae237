using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    /// <summary>Discrete Fourier transforms, unnormalised forwards and divided by the number of elements backwards.</summary>
    public static class fft
    {
        /// <summary>Of the last two dimensions, or of those named; sizes <paramref name="s"/> pad with zeros or cut.</summary>
        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null) => Aten.Tensor("fft_fft2", input, s, Plane(dim));

        /// <inheritdoc cref="fft2"/>
        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null) => Aten.Tensor("fft_ifft2", input, s, Plane(dim));

        /// <summary>Of real numbers: the half of the plane that the other half follows from.</summary>
        public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null) => Aten.Tensor("fft_rfft2", input, s, Plane(dim));

        /// <summary>Back to real numbers of size <paramref name="s"/>.</summary>
        public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null) => Aten.Tensor("fft_irfft2", input, s, Plane(dim));

        private static long[] Plane(long[]? dim) => dim ?? [-2, -1];
    }
}
