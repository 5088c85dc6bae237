using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>Sets elements to zero with probability p while training, and scales the rest by 1/(1-p).</summary>
        public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _p;

            internal Dropout(double p)
                : base(nameof(Dropout))
                => _p = p;

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout(input, _p, training);
        }

        /// <summary>Sets whole channels to zero with probability p while training, and scales the rest by 1/(1-p).</summary>
        public sealed class Dropout2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _p;

            internal Dropout2d(double p)
                : base(nameof(Dropout2d))
                => _p = p;

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout2d(input, _p, training);
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
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Dropout Dropout(double p = 0.5) => new(p);

            public static Dropout2d Dropout2d(double p = 0.5) => new(p);

            /// <summary>What comes in goes out, under a handle of its own.</summary>
            public static Activation Identity() => new("Identity", x => x.alias());

            public static Activation GELU() => new("GELU", functional.gelu);

            public static Activation ReLU(bool inplace = false) => new("ReLU", x => functional.relu(x, inplace));

            public static Activation ReLU6(bool inplace = false) => new("ReLU6", x => functional.relu6(x, inplace));

            public static Activation SiLU(bool inplace = false) => new("SiLU", x => functional.silu(x, inplace));

            public static Activation Sigmoid() => new("Sigmoid", functional.sigmoid);

            public static Activation Tanh() => new("Tanh", functional.tanh);

            public static Activation Softplus(double beta = 1, double threshold = 20)
                => new("Softplus", x => functional.softplus(x, beta, threshold));

            public static Activation ELU(double alpha = 1.0) => new("ELU", x => functional.elu(x, alpha));

            public static Activation LeakyReLU(double negative_slope = 0.01) => new("LeakyReLU", x => functional.leaky_relu(x, negative_slope));

            public static Activation Hardswish() => new("Hardswish", functional.hardswish);

            public static Activation Softmax(long dim) => new("Softmax", x => functional.softmax(x, dim));

            public static Activation Flatten(long start_dim = 1, long end_dim = -1) => new("Flatten", x => x.flatten(start_dim, end_dim));

            public static Activation MaxPool2d(long kernel_size, long? stride = null, long? padding = null)
                => new("MaxPool2d", x => functional.max_pool2d(x, [kernel_size], [stride ?? kernel_size], [padding ?? 0]));

            public static Activation AvgPool2d(long kernel_size, long? stride = null, long? padding = null)
                => new("AvgPool2d", x => functional.avg_pool2d(x, [kernel_size], [stride ?? kernel_size], [padding ?? 0]));

            public static Activation AdaptiveAvgPool2d(long output_size)
                => new("AdaptiveAvgPool2d", x => functional.adaptive_avg_pool2d(x, [output_size, output_size]));
        }
    }
}
