using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

/// <summary>What lies beyond an image's edge; the numbers are TorchSharp's.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

public static partial class torch
{
    /// <summary>How values between pixels come about; the numbers are TorchSharp's.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Bilinear = 2,
        Bicubic = 3,
        Area = 5,
        NearestExact = 6,
    }

    /// <summary>How a grid's values between pixels come about; the numbers are TorchSharp's.</summary>
    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    /// <summary>What a grid finds beyond the image; the numbers are TorchSharp's.</summary>
    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1)
                => Aten.Tensor("conv2d", input, weight, bias, Both(strides, 1), Both(padding, 0), Both(dilation, 1), groups);

            /// <summary>The gradient of a convolution with regard to its input, as a layer: weight [in, out/groups, ky, kx].</summary>
            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1)
                => Aten.Tensor(
                    "conv_transpose2d.input", input, weight, bias, Both(strides, 1), Both(padding, 0), Both(output_padding, 0), groups, Both(dilation, 1));

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => Aten.Tensor(
                    "max_pool2d", input, Both(kernel_size, 1), Both(strides ?? kernel_size, 1), Both(padding, 0), Both(dilation, 1), ceil_mode);

            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null)
                => Aten.Tensor(
                    "avg_pool2d",
                    input,
                    Both(kernel_size, 1),
                    Both(stride ?? kernel_size, 1),
                    Both(padding, 0),
                    ceil_mode,
                    count_include_pad,
                    divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
                => Aten.Tensor("adaptive_avg_pool2d", input, Both(output_size, 1));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (largest, places) = Aten.Pair("adaptive_max_pool2d", input, Both(output_size, 1));
                places.Dispose();
                return largest;
            }

            /// <summary>Adds to the last dimensions: for images [left, right, top, bottom].</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => Aten.Tensor("constant_pad_nd", input, pad, value),
                PaddingModes.Reflect => Aten.Tensor("pad", input, pad, "reflect"),
                PaddingModes.Replicate => Aten.Tensor("pad", input, pad, "replicate"),
                PaddingModes.Circular => Aten.Tensor("pad", input, pad, "circular"),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "This is no way to pad."),
            };

            /// <summary>The patches of an image as columns: [n, c, y, x] → [n, c · ky · kx, patches].</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => Aten.Tensor("im2col", input, Both([kernel_size], 1), Both([dilation], 1), Both([padding], 0), Both([stride], 1));

            /// <summary>
            /// An image [n, c, y, x] of another size: <paramref name="size"/> [y, x], or <paramref name="scale_factor"/> for both or each.
            /// </summary>
            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (x.ndim != 4 || (size is null) == (scale_factor is null))
                {
                    throw new ArgumentException(
                        $"Images [n, c, y, x] and either a size or factors are needed; the shape is [{string.Join(", ", x.shape)}].");
                }

                var sizes = recompute_scale_factor ? SizesOf(x, scale_factor!) : size is null ? null : Both(size, 1);
                var factors = sizes is null ? Both(scale_factor!) : null;
                return mode switch
                {
                    InterpolationMode.Nearest => Aten.Tensor("upsample_nearest2d.vec", x, sizes, factors),
                    InterpolationMode.NearestExact => Aten.Tensor("_upsample_nearest_exact2d.vec", x, sizes, factors),
                    InterpolationMode.Bilinear => Aten.Tensor(
                        antialias ? "_upsample_bilinear2d_aa.vec" : "upsample_bilinear2d.vec", x, sizes, align_corners ?? false, factors),
                    InterpolationMode.Bicubic => Aten.Tensor(
                        antialias ? "_upsample_bicubic2d_aa.vec" : "upsample_bicubic2d.vec", x, sizes, align_corners ?? false, factors),
                    InterpolationMode.Area => adaptive_avg_pool2d(x, sizes ?? SizesOf(x, factors!)),
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "This is no way to interpolate an image."),
                };
            }

            /// <summary>
            /// Reads images [n, c, y, x] at the places of a grid [n, v, u, 2] of (x, y), where -1 and 1 are the outer edges of the image
            /// (with <paramref name="align_corners"/>: the centres of its outer pixels).
            /// </summary>
            public static Tensor grid_sample(
                Tensor input,
                Tensor grid,
                GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros,
                bool? align_corners = null)
                => Aten.Tensor(
                    "grid_sampler",
                    input,
                    grid,
                    mode == GridSampleMode.Nearest ? 1 : 0,
                    padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 },
                    align_corners ?? false);

            /// <summary>The grid of affine maps [n, 2, 3] for images of <paramref name="size"/> [n, c, y, x].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
                => Aten.Tensor("affine_grid_generator", theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            private static long[] SizesOf(Tensor x, double[] factors)
                => Both(factors).Select((factor, i) => (long)Math.Floor(x.shape[i + 2] * factor)).ToArray();

            private static double[] Both(double[] factors) => factors is [var one] ? [one, one] : factors;

            private static long[] Both(long[]? values, long otherwise) => values switch
            {
                null => [otherwise, otherwise],
                [var one] => [one, one],
                _ => values,
            };
        }
    }
}
