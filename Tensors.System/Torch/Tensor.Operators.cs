using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right) => Aten.Tensor("rsub.Scalar", right, left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var reciprocal = right.reciprocal();
            return reciprocal.mul(left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public Tensor add(Tensor target) => Aten.Tensor("add.Tensor", this, target);

        public Tensor add(Tensor target, Scalar alpha) => Aten.Tensor("add.Tensor", this, target, alpha);

        public Tensor add(Scalar scalar) => Aten.Tensor("add.Scalar", this, scalar);

        public Tensor add_(Tensor target) => Aten.InPlace("add_.Tensor", this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Aten.InPlace("add_.Tensor", this, target, alpha);

        public Tensor add_(Scalar scalar) => Aten.InPlace("add_.Scalar", this, scalar);

        public Tensor sub(Tensor target) => Aten.Tensor("sub.Tensor", this, target);

        public Tensor sub(Scalar scalar) => Aten.Tensor("sub.Scalar", this, scalar);

        public Tensor sub_(Tensor target) => Aten.InPlace("sub_.Tensor", this, target);

        public Tensor mul(Tensor target) => Aten.Tensor("mul.Tensor", this, target);

        public Tensor mul(Scalar target) => Aten.Tensor("mul.Scalar", this, target);

        public Tensor mul_(Tensor target) => Aten.InPlace("mul_.Tensor", this, target);

        public Tensor mul_(Scalar target) => Aten.InPlace("mul_.Scalar", this, target);

        public Tensor div(Tensor target) => Aten.Tensor("div.Tensor", this, target);

        public Tensor div(Scalar target) => Aten.Tensor("div.Scalar", this, target);

        public Tensor div_(Tensor target) => Aten.InPlace("div_.Tensor", this, target);

        public Tensor div_(Scalar target) => Aten.InPlace("div_.Scalar", this, target);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.InPlace("addcmul_", this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.InPlace("addcdiv_", this, tensor1, tensor2, value);

        public Tensor eq(Tensor target) => Aten.Tensor("eq.Tensor", this, target);

        public Tensor eq(Scalar target) => Aten.Tensor("eq.Scalar", this, target);

        public Tensor ne(Tensor target) => Aten.Tensor("ne.Tensor", this, target);

        public Tensor ne(Scalar target) => Aten.Tensor("ne.Scalar", this, target);

        public Tensor gt(Tensor target) => Aten.Tensor("gt.Tensor", this, target);

        public Tensor gt(Scalar target) => Aten.Tensor("gt.Scalar", this, target);

        public Tensor ge(Tensor target) => Aten.Tensor("ge.Tensor", this, target);

        public Tensor ge(Scalar target) => Aten.Tensor("ge.Scalar", this, target);

        public Tensor lt(Tensor target) => Aten.Tensor("lt.Tensor", this, target);

        public Tensor lt(Scalar target) => Aten.Tensor("lt.Scalar", this, target);

        public Tensor le(Tensor target) => Aten.Tensor("le.Tensor", this, target);

        public Tensor le(Scalar target) => Aten.Tensor("le.Scalar", this, target);

        public Tensor logical_and(Tensor other) => Aten.Tensor("logical_and", this, other);

        public Tensor logical_not() => Aten.Tensor("logical_not", this);

        /// <summary>Element by element.</summary>
        public Tensor equal(Tensor target) => eq(target);

        /// <summary>Whether both have the same shape and elements.</summary>
        public bool Equals(Tensor target) => Aten.Truth("equal", this, target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
            => Aten.Truth("allclose", this, target, rtol, atol, equal_nan);
    }
}
