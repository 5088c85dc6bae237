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

            public static Tensor silu(Tensor x) => x.silu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => inplace ? Aten.InPlace("dropout_", input, p, training) : Aten.Tensor("dropout", input, p, training);

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

            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1)
                => Aten.Tensor("conv2d", input, weight, bias, Both(strides, 1), Both(padding, 0), Both(dilation, 1), groups);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null)
                => Aten.Tensor("max_pool2d", input, Both(kernel_size, 1), Both(strides ?? kernel_size, 1), Both(padding, 0));

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null)
                => Aten.Tensor("avg_pool2d", input, Both(kernel_size, 1), Both(stride ?? kernel_size, 1), Both(padding, 0));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
                => Aten.Tensor("adaptive_avg_pool2d", input, Both(output_size, 1));

            public static Tensor pad(Tensor input, long[] pad) => Aten.Tensor("constant_pad_nd", input, pad);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Tensor("one_hot", x, num_classes);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
                => Aten.Tensor("binary_cross_entropy_with_logits", input, target, weight, pos_weights, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("mse_loss", input, target, (long)reduction);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("nll_loss", input, target, weight, (long)reduction);

            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0)
                => Aten.Tensor("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            private static long[] Both(long[]? values, long otherwise) => values switch
            {
                null => [otherwise, otherwise],
                [var one] => [one, one],
                _ => values,
            };
        }
    }
}
