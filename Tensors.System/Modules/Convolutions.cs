using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>What the convolutions share; weights start as PyTorch's do, uniform in ±1/√(inputs · ky · kx).</summary>
        public abstract class ImageConvolution : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private protected ImageConvolution(string name, long[] weightShape, long fanIn, long? biases)
                : base(name)
            {
                var bound = 1 / Math.Sqrt(fanIn);
                weight = Linear.Started(weightShape, bound, null, null);
                register_parameter(nameof(weight), weight);
                if (biases is { } count)
                {
                    bias = Linear.Started([count], bound, null, null);
                    register_parameter(nameof(bias), bias);
                }
            }

            public Parameter weight { get; }

            public Parameter? bias { get; }

            private protected static void RequireGroups(long inChannels, long outChannels, long groups)
            {
                if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
                {
                    throw new ArgumentException($"{inChannels} and {outChannels} channels do not divide into {groups} groups.");
                }
            }
        }

        /// <summary>Convolution of [n, in, y, x]; weight [out, in/groups, ky, kx].</summary>
        public sealed class Conv2d : ImageConvolution
        {
            private readonly long[] _stride;
            private readonly long[] _padding;
            private readonly long[] _dilation;
            private readonly long _groups;
            private readonly PaddingModes _mode;

            internal Conv2d(
                long inChannels,
                long outChannels,
                (long Y, long X) kernel,
                (long Y, long X) stride,
                (long Y, long X) padding,
                (long Y, long X) dilation,
                PaddingModes mode,
                long groups,
                bool hasBias)
                : base(nameof(Conv2d), Shape(inChannels, outChannels, kernel, groups), inChannels / groups * kernel.Y * kernel.X, hasBias ? outChannels : null)
            {
                (_stride, _padding, _dilation) = ([stride.Y, stride.X], [padding.Y, padding.X], [dilation.Y, dilation.X]);
                (_groups, _mode) = (groups, mode);
            }

            public override torch.Tensor forward(torch.Tensor input)
            {
                if (_mode == PaddingModes.Zeros)
                {
                    return torch.nn.functional.conv2d(input, weight, bias, _stride, _padding, _dilation, _groups);
                }

                using var padded = torch.nn.functional.pad(input, [_padding[1], _padding[1], _padding[0], _padding[0]], _mode);
                return torch.nn.functional.conv2d(padded, weight, bias, _stride, [0, 0], _dilation, _groups);
            }

            private static long[] Shape(long inChannels, long outChannels, (long Y, long X) kernel, long groups)
            {
                RequireGroups(inChannels, outChannels, groups);
                return [outChannels, inChannels / groups, kernel.Y, kernel.X];
            }
        }

        /// <summary>Transposed convolution of [n, in, y, x]; weight [in, out/groups, ky, kx].</summary>
        public sealed class ConvTranspose2d : ImageConvolution
        {
            private readonly long[] _stride;
            private readonly long[] _padding;
            private readonly long[] _outputPadding;
            private readonly long[] _dilation;
            private readonly long _groups;

            internal ConvTranspose2d(
                long inChannels, long outChannels, long kernel, long stride, long padding, long outputPadding, long dilation, long groups, bool hasBias)
                : base(
                    nameof(ConvTranspose2d),
                    Shape(inChannels, outChannels, kernel, groups),
                    outChannels / groups * kernel * kernel,
                    hasBias ? outChannels : null)
            {
                (_stride, _padding, _outputPadding, _dilation) = ([stride], [padding], [outputPadding], [dilation]);
                _groups = groups;
            }

            public override torch.Tensor forward(torch.Tensor input)
                => torch.nn.functional.conv_transpose2d(input, weight, bias, _stride, _padding, _outputPadding, _dilation, _groups);

            private static long[] Shape(long inChannels, long outChannels, long kernel, long groups)
            {
                RequireGroups(inChannels, outChannels, groups);
                return [inChannels, outChannels / groups, kernel, kernel];
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true)
                => new(
                    in_channels,
                    out_channels,
                    (kernel_size, kernel_size),
                    (stride, stride),
                    (padding, padding),
                    (dilation, dilation),
                    padding_mode,
                    groups,
                    bias);

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true)
                => new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), padding_mode, groups, bias);

            public static ConvTranspose2d ConvTranspose2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long output_padding = 0,
                long dilation = 1,
                long groups = 1,
                bool bias = true)
                => new(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias);
        }
    }
}
