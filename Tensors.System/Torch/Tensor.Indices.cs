using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    /// <summary>Elements named by tensors of indices.</summary>
    public partial class Tensor
    {
        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.Tensor("scatter.src", this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Aten.InPlace("scatter_.src", this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Aten.Tensor("scatter_add", this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Aten.InPlace("scatter_add_", this, dim, index, src);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha)
            => Aten.Tensor("index_add", this, dim, index, source, ((Value)alpha).As("alpha"));

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
            => Aten.InPlace("index_add_", this, dim, index, source, ((Value)alpha).As("alpha"));

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Aten.InPlace("index_copy_", this, dim, index, source);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Aten.InPlace("index_fill_.int_Scalar", this, dim, index, value);

        /// <summary>The elements whose places the tensors give together, one tensor a dimension.</summary>
        public Tensor index(params Tensor[] indices) => Aten.Tensor("index.Tensor", this, indices);

        /// <summary>Sets, or adds to, the elements whose places the tensors give together.</summary>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
            => Aten.InPlace("index_put_", this, indices, value, accumulate);

        public Tensor take(Tensor index) => Aten.Tensor("take", this, index);

        /// <summary>The real part of complex numbers.</summary>
        public Tensor real => Aten.Tensor("real", this);

        /// <summary>The imaginary part of complex numbers.</summary>
        public Tensor imag => Aten.Tensor("imag", this);
    }
}
