using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private const string Attention = "scaled_dot_product_attention";

            private static readonly bool HasAttention = Aten.Has(Attention);

            /// <summary>
            /// softmax(Q Kᵀ/√e + mask) V (Vaswani et al. 2017, arXiv:1706.03762) for query [n, …, l, e], key [n, …, s, e] and value
            /// [n, …, s, v]; one operator where libtorch has it (2.0 and later), and its parts where it has not.
            /// </summary>
            /// <param name="query">[n, …, l, e].</param>
            /// <param name="key">[n, …, s, e].</param>
            /// <param name="value">[n, …, s, v].</param>
            /// <param name="attn_mask">[…, l, s]: a bool says who may be attended to; a float is added before the softmax.</param>
            /// <param name="p">Probability with which a weight is set to zero.</param>
            /// <param name="is_casual">Whether nothing attends to what comes later; the name is TorchSharp's.</param>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                {
                    throw new ArgumentException("Causal attention takes no mask besides its own.");
                }

                return HasAttention
                    ? Aten.Tensor(Attention, query, key, value, attn_mask, p, is_casual)
                    : Composed(query, key, value, is_casual ? Causal(query, key) : attn_mask, p);
            }

            internal static Tensor Composed(Tensor query, Tensor key, Tensor value, Tensor? mask, double p)
            {
                var scores = query.mul(1 / Math.Sqrt(query.shape[^1])).matmul(key.transpose(-2, -1));
                var masked = mask is null ? scores
                    : mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
                    : scores + mask;
                var weights = masked.softmax(-1);
                return (p > 0 ? dropout(weights, p) : weights).matmul(value);
            }

            private static Tensor Causal(Tensor query, Tensor key)
                => ones([query.shape[^2], key.shape[^2]], ScalarType.Bool, query.device).tril();
        }
    }
}
