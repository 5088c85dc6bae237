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

        /// <summary>Rows of a table by their numbers: [...] int64 → [..., d]; weight [rows, d], started from the standard normal.</summary>
        public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _padding;

            internal Embedding(long rows, long dimensions, long? padding, torch.Device? device, torch.ScalarType? dtype)
                : base(nameof(Embedding))
            {
                _padding = padding ?? -1;
                weight = new Parameter(torch.empty([rows, dimensions], dtype, device).normal_());
                register_parameter(nameof(weight), weight);
                if (padding is { } row)
                {
                    using var frozen = torch.no_grad();
                    using var none = weight.select(0, row);
                    none.zero_();
                }
            }

            public Parameter weight { get; }

            public override torch.Tensor forward(torch.Tensor input) => Native.Aten.Tensor("embedding", weight, input, _padding, false, false);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);

            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, Device? device = null, ScalarType? dtype = null)
                => new(num_embeddings, embedding_dims, padding_idx, device, dtype);
        }
    }
}
