using LensGrains.Tensors.Modules;

namespace LensGrains.Tensors
{
    namespace Modules
    {
        /// <summary>
        /// Normalises per channel over the batch (Ioffe and Szegedy 2015, arXiv:1502.03167): while training with the batch's own mean and
        /// variance, which the running averages follow; when evaluating, or when frozen by <c>eval()</c>, with the running averages.
        /// </summary>
        public abstract class BatchNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _eps;

            private protected BatchNorm(string name, long features, double eps, double momentum, bool affine, bool tracks)
                : base(name)
            {
                (_eps, this.momentum) = (eps, momentum);
                if (affine)
                {
                    weight = new Parameter(torch.ones(features));
                    bias = new Parameter(torch.zeros(features));
                    register_parameter(nameof(weight), weight);
                    register_parameter(nameof(bias), bias);
                }

                if (tracks)
                {
                    running_mean = torch.zeros(features);
                    running_var = torch.ones(features);
                    num_batches_tracked = torch.tensor(0L);
                    register_buffer(nameof(running_mean), running_mean);
                    register_buffer(nameof(running_var), running_var);
                    register_buffer(nameof(num_batches_tracked), num_batches_tracked);
                }
            }

            public Parameter? weight { get; }

            public Parameter? bias { get; }

            public torch.Tensor? running_mean { get; }

            public torch.Tensor? running_var { get; }

            /// <summary>How far the running averages move towards each batch; null: they are the means of all batches so far.</summary>
            public double? momentum { get; set; }

            /// <summary>Batches that the running averages have seen.</summary>
            public torch.Tensor? num_batches_tracked { get; }

            public override torch.Tensor forward(torch.Tensor input)
            {
                if (training)
                {
                    num_batches_tracked?.add_(1);
                }

                var step = momentum ?? (training && num_batches_tracked is not null ? 1.0 / num_batches_tracked.item<long>() : 0);
                return torch.nn.functional.batch_norm(
                    input, running_mean, running_var, weight, bias, training || running_mean is null, step, _eps);
            }
        }

        /// <summary>Batch normalisation of [n, c] or [n, c, l].</summary>
        public sealed class BatchNorm1d : BatchNorm
        {
            internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool tracks)
                : base(nameof(BatchNorm1d), features, eps, momentum, affine, tracks)
            {
            }
        }

        /// <summary>Batch normalisation of [n, c, y, x].</summary>
        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool tracks)
                : base(nameof(BatchNorm2d), features, eps, momentum, affine, tracks)
            {
            }
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

        /// <summary>Normalises each sample over groups of channels of [n, c, ...].</summary>
        public sealed class GroupNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _groups;
            private readonly double _eps;

            internal GroupNorm(long groups, long channels, double eps)
                : base(nameof(GroupNorm))
            {
                (_groups, _eps) = (groups, eps);
                weight = new Parameter(torch.ones(channels));
                bias = new Parameter(torch.zeros(channels));
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
            }

            public Parameter weight { get; }

            public Parameter bias { get; }

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.group_norm(input, _groups, weight, bias, _eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true)
                => new(num_features, eps, momentum, affine, track_running_stats);

            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true)
                => new(num_features, eps, momentum, affine, track_running_stats);

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05) => new(normalized_shape, eps);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05) => new([normalized_shape], eps);

            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05) => new(num_groups, num_channels, eps);
        }
    }
}
