using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What a loss does with its elements; the numbers are libtorch's.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>The layers as functions.</summary>
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Tensor("linear", input, weights, bias);

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? Aten.InPlace("silu_", x) : x.silu();

            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? Aten.InPlace("relu6_", x) : x.relu6();

            public static Tensor hardswish(Tensor input) => input.hardswish();

            public static Tensor mish(Tensor x) => x.mish();

            public static Tensor elu(Tensor x, double alpha) => x.elu(alpha);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01) => input.leaky_relu(negative_slope);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            /// <summary>The first half of a dimension times the sigmoid of its second half (Dauphin et al. 2017, arXiv:1612.08083).</summary>
            public static Tensor glu(Tensor input, long dim = -1) => Aten.Tensor("glu", input, dim);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor tanh(Tensor x) => x.tanh();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => inplace ? Aten.InPlace("dropout_", input, p, training) : Aten.Tensor("dropout", input, p, training);

            /// <summary>Sets whole channels to zero with probability p, and scales the rest by 1/(1-p).</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true)
                => Aten.Tensor("feature_dropout", input, p, training);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => Aten.Tensor("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-5)
                => Aten.Tensor("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            /// <summary>Normalises each sample over groups of channels (Wu and He 2018, arXiv:1803.08494).</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
                => Aten.Tensor("group_norm", input, num_groups, weight, bias, eps, false);

            public static Tensor instance_norm(
                Tensor input,
                Tensor? running_mean = null,
                Tensor? running_var = null,
                Tensor? weight = null,
                Tensor? bias = null,
                bool use_input_stats = true,
                double momentum = 0.1,
                double eps = 1e-5)
                => Aten.Tensor("instance_norm", input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, false);

            /// <summary>Divides by the p-norm along a dimension, at least <paramref name="eps"/>.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
                => input / Aten.Tensor("norm.ScalarOpt_dim", input, p, new[] { dim }, true).clamp_min(eps);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
                => Aten.Tensor("cosine_similarity", x1, x2, dim, eps);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Tensor("one_hot", x, num_classes);
        }
    }
}
