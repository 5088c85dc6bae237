using LensGrains.Tensors.Modules;
using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients by one factor so that their joint norm is at most <paramref name="max_norm"/>; the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                var grads = tensors.Select(p => p.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0)
                {
                    return 0;
                }

                var norm = stack(Aten.List("_foreach_norm.Scalar", grads)).norm().@double().item<double>();
                var factor = max_norm / (norm + 1e-6);
                if (factor < 1)
                {
                    Aten.Do("_foreach_mul_.Scalar", grads, factor);
                }

                return norm;
            }

            /// <summary>Cuts every element of every gradient at ±<paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                foreach (var grad in tensors.Select(p => p.grad).OfType<Tensor>())
                {
                    grad.clamp_(-clip_value, clip_value);
                }
            }
        }

        /// <summary>Starting values, drawn in place.</summary>
        public static class init
        {
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
                => Frozen(() => tensor.uniform_(low, high, generator));

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
                => Frozen(() => tensor.normal_(mean, std, generator));

            public static Tensor zeros_(Tensor tensor) => Frozen(() => tensor.zero_());

            public static Tensor ones_(Tensor tensor) => Frozen(() => tensor.fill_(1));

            public static Tensor constant_(Tensor tensor, Scalar val) => Frozen(() => tensor.fill_(val));

            private static Tensor Frozen(Func<Tensor> change)
            {
                using var frozen = no_grad();
                return change();
            }
        }
    }
}
