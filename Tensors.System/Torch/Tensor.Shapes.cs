using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T => Aten.Tensor("numpy_T", this);

        public Tensor t() => Aten.Tensor("t", this);

        public Tensor transpose(long dim0, long dim1) => Aten.Tensor("transpose.int", this, dim0, dim1);

        public Tensor permute(params long[] permutation) => Aten.Tensor("permute", this, permutation);

        public Tensor reshape(params long[] shape) => Aten.Tensor("reshape", this, shape);

        public Tensor view(params long[] shape) => Aten.Tensor("view", this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Tensor("flatten.using_ints", this, start_dim, end_dim);

        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.Tensor("squeeze.dim", this, one) : Aten.Tensor("squeeze", this);

        public Tensor unsqueeze(long dim) => Aten.Tensor("unsqueeze", this, dim);

        public Tensor expand(params long[] sizes) => Aten.Tensor("expand", this, sizes);

        public Tensor repeat(params long[] sizes) => Aten.Tensor("repeat", this, sizes);

        public Tensor flip(params long[] dims) => Aten.Tensor("flip", this, dims);

        public Tensor roll(long shifts, long? dims = null)
            => Aten.Tensor("roll", this, new[] { shifts }, dims is { } dim ? new[] { dim } : Array.Empty<long>());

        public Tensor roll(long[] shifts, long[] dims) => Aten.Tensor("roll", this, shifts, dims);

        /// <summary>Turns the plane of two dimensions (the first two where none are named) by k quarters, from the first towards the second.</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null)
            => Aten.Tensor("rot90", this, k, dims is { } plane ? new[] { plane.Item1, plane.Item2 } : new[] { 0L, 1L });

        public Tensor tril(long diagonal = 0) => Aten.Tensor("tril", this, diagonal);

        public Tensor triu(long diagonal = 0) => Aten.Tensor("triu", this, diagonal);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            var before = shape;
            var at = (int)(dim < 0 ? dim + before.Length : dim);
            return reshape([.. before[..at], .. sizes, .. before[(at + 1)..]]);
        }

        public Tensor movedim(long[] source, long[] destination) => Aten.Tensor("movedim.intlist", this, source, destination);

        public Tensor repeat_interleave(long repeats, long? dim = null) => Aten.Tensor("repeat_interleave.self_int", this, repeats, dim);

        public Tensor contiguous() => Aten.Tensor("contiguous", this);

        /// <summary>Another handle on the same elements, with the same history.</summary>
        public Tensor alias() => Aten.Tensor("alias", this);

        public Tensor clone() => Aten.Tensor("clone", this);

        public Tensor detach() => Aten.Tensor("detach", this);

        public Tensor index_select(long dim, Tensor index) => Aten.Tensor("index_select", this, dim, index);

        public Tensor gather(long dim, Tensor index) => Aten.Tensor("gather", this, dim, index);

        public Tensor select(long dim, long index) => Aten.Tensor("select.int", this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Aten.Tensor("narrow", this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Aten.Tensor("slice.Tensor", this, dim, start, finish, step);

        public Tensor masked_select(Tensor mask) => Aten.Tensor("masked_select", this, mask);

        public Tensor[] unbind(long dimension = 0L) => Aten.List("unbind.int", this, dimension);

        public Tensor[] split(long size, int dim = 0) => Aten.List("split.Tensor", this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.List("split_with_sizes", this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0L) => Aten.List("chunk", this, chunks, dim);

        public Tensor unfold(long dimension, long size, long step) => Aten.Tensor("unfold", this, dimension, size, step);

        public Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L) => Aten.Tensor("diagonal", this, offset, dim1, dim2);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => After(Aten.Tensor("to.dtype", this, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => After(Aten.Tensor("to.device", this, device, dtype, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => After(Aten.Tensor("to.device", this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => to(type, copy, disposeAfter, non_blocking);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null) => to(device ?? CUDA);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @bool() => to(ScalarType.Bool);

        private Tensor After(Tensor result, bool disposeThis)
        {
            if (disposeThis)
            {
                Dispose();
            }

            return result;
        }
    }
}
