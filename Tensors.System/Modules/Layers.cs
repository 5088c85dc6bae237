using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>y = x Wᵀ + b; weight [out, in], started as PyTorch does: uniform in ±1/√in.</summary>
        public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
                : base(nameof(Linear))
            {
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                weight = Started([outputSize, inputSize], bound, device, dtype);
                register_parameter(nameof(weight), weight);
                if (hasBias)
                {
                    bias = Started([outputSize], bound, device, dtype);
                    register_parameter(nameof(bias), bias);
                }
            }

            public Parameter weight { get; }

            public Parameter? bias { get; }

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);

            internal static Parameter Started(long[] shape, double bound, torch.Device? device, torch.ScalarType? dtype)
                => new(torch.empty(shape, dtype, device).uniform_(-bound, bound));
        }

        /// <summary>Convolution of [n, in, y, x]; weight [out, in/groups, ky, kx].</summary>
        public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long[] _stride;
            private readonly long[] _padding;
            private readonly long[] _dilation;
            private readonly long _groups;

            internal Conv2d(long inChannels, long outChannels, long kernel, long stride, long padding, long dilation, long groups, bool hasBias)
                : base(nameof(Conv2d))
            {
                (_stride, _padding, _dilation, _groups) = ([stride], [padding], [dilation], groups);
                var bound = 1 / Math.Sqrt(inChannels / groups * kernel * kernel);
                weight = Linear.Started([outChannels, inChannels / groups, kernel, kernel], bound, null, null);
                register_parameter(nameof(weight), weight);
                if (hasBias)
                {
                    bias = Linear.Started([outChannels], bound, null, null);
                    register_parameter(nameof(bias), bias);
                }
            }

            public Parameter weight { get; }

            public Parameter? bias { get; }

            public override torch.Tensor forward(torch.Tensor input)
                => torch.nn.functional.conv2d(input, weight, bias, _stride, _padding, _dilation, _groups);
        }

        /// <summary>Normalises [n, c, y, x] per channel over the batch; running averages serve evaluation.</summary>
        public sealed class BatchNorm2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _eps;
            private readonly double _momentum;

            internal BatchNorm2d(long features, double eps, double momentum)
                : base(nameof(BatchNorm2d))
            {
                (_eps, _momentum) = (eps, momentum);
                weight = new Parameter(torch.ones(features));
                bias = new Parameter(torch.zeros(features));
                running_mean = torch.zeros(features);
                running_var = torch.ones(features);
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
                register_buffer(nameof(running_mean), running_mean);
                register_buffer(nameof(running_var), running_var);
            }

            public Parameter weight { get; }

            public Parameter bias { get; }

            public torch.Tensor running_mean { get; }

            public torch.Tensor running_var { get; }

            public override torch.Tensor forward(torch.Tensor input)
                => torch.nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, _momentum, _eps);
        }

        /// <summary>Normalises over the last dimensions.</summary>
        public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long[] _shape;
            private readonly double _eps;

            internal LayerNorm(long[] shape, double eps)
                : base(nameof(LayerNorm))
            {
                (_shape, _eps) = (shape, eps);
                weight = new Parameter(torch.ones(shape));
                bias = new Parameter(torch.zeros(shape));
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
            }

            public Parameter weight { get; }

            public Parameter bias { get; }

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.layer_norm(input, _shape, weight, bias, _eps);
        }

        /// <summary>Sets elements to zero with probability p while training, and scales the rest by 1/(1-p).</summary>
        public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _p;

            internal Dropout(double p)
                : base(nameof(Dropout))
                => _p = p;

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout(input, _p, training);
        }

        /// <summary>A module without parameters.</summary>
        public sealed class Activation : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly Func<torch.Tensor, torch.Tensor> _function;

            internal Activation(string name, Func<torch.Tensor, torch.Tensor> function)
                : base(name)
                => _function = function;

            public override torch.Tensor forward(torch.Tensor input) => _function(input);
        }

        /// <summary>Modules one after the other.</summary>
        public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly torch.nn.Module<torch.Tensor, torch.Tensor>[] _modules;

            internal Sequential((string Name, torch.nn.Module<torch.Tensor, torch.Tensor> Module)[] modules)
                : base(nameof(Sequential))
            {
                _modules = modules.Select(m => m.Module).ToArray();
                foreach (var (name, module) in modules)
                {
                    register_module(name, module);
                }
            }

            public override torch.Tensor forward(torch.Tensor input)
            {
                var value = input;
                foreach (var module in _modules)
                {
                    value = module.forward(value);
                }

                return value;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, long groups = 1, bool bias = true)
                => new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias);

            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1) => new(num_features, eps, momentum);

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05) => new(normalized_shape, eps);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05) => new([normalized_shape], eps);

            public static Dropout Dropout(double p = 0.5) => new(p);

            public static Activation GELU() => new("GELU", functional.gelu);

            public static Activation ReLU() => new("ReLU", x => functional.relu(x));

            public static Activation Flatten(long start_dim = 1, long end_dim = -1) => new("Flatten", x => x.flatten(start_dim, end_dim));

            public static Activation MaxPool2d(long kernel_size, long? stride = null, long? padding = null)
                => new("MaxPool2d", x => functional.max_pool2d(x, [kernel_size], [stride ?? kernel_size], [padding ?? 0]));

            public static Activation AdaptiveAvgPool2d(long output_size)
                => new("AdaptiveAvgPool2d", x => functional.adaptive_avg_pool2d(x, [output_size, output_size]));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules)
                => new(modules.Select((module, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), module)).ToArray());
        }
    }
}
