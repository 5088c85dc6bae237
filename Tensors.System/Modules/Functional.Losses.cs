using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
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

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("binary_cross_entropy", input, target, weight, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("l1_loss", input, target, (long)reduction);

            /// <summary>Quadratic below <paramref name="beta"/>, linear above.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
                => Aten.Tensor("smooth_l1_loss", input, target, (long)reduction, beta);

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("huber_loss", input, target, (long)reduction, delta);

            /// <summary>Σ t (ln t - x); the target is a logarithm itself where <paramref name="log_target"/> says so.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
                => Aten.Tensor("kl_div", input, target, (long)reduction, ((Value)log_target).As("log_target"));

            /// <summary>½ (ln σ² + (x - t)²/σ²), without ½ ln 2π; σ² is at least <paramref name="eps"/>.</summary>
            public static Tensor gaussian_nll_loss(
                Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                var floor = variance.detach().clamp_min(eps) - variance.detach();
                var bounded = variance + floor;
                var loss = 0.5 * (bounded.log() + (input - target).square() / bounded);
                return Reduced(full ? loss + (0.5 * Math.Log(2 * Math.PI)) : loss, reduction);
            }

            private static Tensor Reduced(Tensor loss, Reduction reduction) => reduction switch
            {
                Reduction.Mean => loss.mean(),
                Reduction.Sum => loss.sum(),
                _ => loss,
            };
        }
    }
}
