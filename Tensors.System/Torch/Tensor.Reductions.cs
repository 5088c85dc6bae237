using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Aten.Tensor("sum", this, ((Value)type).As("dtype"));

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
            => Aten.Tensor("sum.dim_IntList", this, dim, keepdim, ((Value)type).As("dtype"));

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null)
            => Aten.Tensor("prod.dim_int", this, dim, keepdim, ((Value)type).As("dtype"));

        public Tensor mean() => Aten.Tensor("mean", this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
            => Aten.Tensor("mean.dim", this, dimensions, keepdim, ((Value)type).As("dtype"));

        public Tensor std(bool unbiased = true) => Aten.Tensor("std", this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false) => Aten.Tensor("std.dim", this, new[] { dim }, unbiased, keepdim);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false)
            => Aten.Tensor("std.dim", this, dimensions, unbiased, keepdim);

        public Tensor var(bool unbiased = true) => Aten.Tensor("var", this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false) => Aten.Tensor("var.dim", this, new[] { dim }, unbiased, keepdim);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false)
            => Aten.Tensor("var.dim", this, dimensions, unbiased, keepdim);

        public Tensor norm() => Aten.Tensor("norm.Scalar", this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f)
            => Aten.Tensor("norm.ScalarOpt_dim", this, (double)p, new[] { (long)dim }, keepdim);

        public Tensor max() => Aten.Tensor("max", this);

        public Tensor min() => Aten.Tensor("min", this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.Pair("max.dim", this, dim, keepdim);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.Pair("min.dim", this, dim, keepdim);

        public Tensor amax(params long[] dims) => Aten.Tensor("amax", this, dims);

        public Tensor amin(params long[] dims) => Aten.Tensor("amin", this, dims);

        public Tensor argmax() => Aten.Tensor("argmax", this);

        public Tensor argmax(long dim, bool keepdim = false) => Aten.Tensor("argmax", this, dim, keepdim);

        public Tensor argmin(long dim, bool keepdim = false) => Aten.Tensor("argmin", this, dim, keepdim);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
            => Aten.Pair("sort.stable", this, ((Value)stable).As("stable"), ((Value)dim).As("dim"), ((Value)descending).As("descending"));

        public Tensor argsort(long dim = -1, bool descending = false) => Aten.Tensor("argsort", this, dim, descending);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
            => Aten.Pair("topk", this, k, dim, largest, sorted);

        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.Tensor("cumsum", this, dim, ((Value)type).As("dtype"));

        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.Tensor("cumprod", this, dim, ((Value)type).As("dtype"));

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Aten.Tensor("quantile", this, q, dim, keepdim);

        public Tensor nonzero() => Aten.Tensor("nonzero", this);

        public Tensor count_nonzero(long[] dims) => Aten.Tensor("count_nonzero.dim_IntList", this, dims);

        public Tensor any() => Aten.Tensor("any", this);

        public Tensor all() => Aten.Tensor("all", this);

        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.Tensor("logsumexp", this, new[] { dim }, keepdim);
    }
}
