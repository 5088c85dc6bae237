using LensGrains.Tensors.Native;

namespace LensGrains.Tensors;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.Tensor("abs", this);

        public Tensor neg() => Aten.Tensor("neg", this);

        public Tensor exp() => Aten.Tensor("exp", this);

        public Tensor expm1() => Aten.Tensor("expm1", this);

        public Tensor log() => Aten.Tensor("log", this);

        public Tensor log1p() => Aten.Tensor("log1p", this);

        public Tensor sqrt() => Aten.Tensor("sqrt", this);

        public Tensor rsqrt() => Aten.Tensor("rsqrt", this);

        public Tensor square() => Aten.Tensor("square", this);

        public Tensor reciprocal() => Aten.Tensor("reciprocal", this);

        public Tensor sin() => Aten.Tensor("sin", this);

        public Tensor cos() => Aten.Tensor("cos", this);

        public Tensor tan() => Aten.Tensor("tan", this);

        public Tensor asin() => Aten.Tensor("asin", this);

        public Tensor acos() => Aten.Tensor("acos", this);

        public Tensor atan() => Aten.Tensor("atan", this);

        public Tensor atan2(Tensor other) => Aten.Tensor("atan2", this, other);

        public Tensor hypot(Tensor other) => Aten.Tensor("hypot", this, other);

        public Tensor sinh() => Aten.Tensor("sinh", this);

        public Tensor cosh() => Aten.Tensor("cosh", this);

        public Tensor asinh() => Aten.Tensor("asinh", this);

        public Tensor tanh() => Aten.Tensor("tanh", this);

        public Tensor erf() => Aten.Tensor("erf", this);

        public Tensor sign() => Aten.Tensor("sign", this);

        public Tensor floor() => Aten.Tensor("floor", this);

        public Tensor ceil() => Aten.Tensor("ceil", this);

        public Tensor frac() => Aten.Tensor("frac", this);

        public Tensor remainder(Scalar scalar) => Aten.Tensor("remainder.Scalar", this, scalar);

        public Tensor round() => Aten.Tensor("round", this);

        public Tensor sigmoid() => Aten.Tensor("sigmoid", this);

        public Tensor sigmoid_() => Aten.InPlace("sigmoid_", this);

        public Tensor relu() => Aten.Tensor("relu", this);

        public Tensor relu_() => Aten.InPlace("relu_", this);

        public Tensor gelu() => Aten.Tensor("gelu", this);

        public Tensor gelu_() => Aten.InPlace("gelu_", this);

        public Tensor silu() => Aten.Tensor("silu", this);

        public Tensor relu6() => Aten.Tensor("relu6", this);

        public Tensor hardswish() => Aten.Tensor("hardswish", this);

        public Tensor mish() => Aten.Tensor("mish", this);

        public Tensor elu(double alpha = 1) => Aten.Tensor("elu", this, alpha);

        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.Tensor("softplus", this, beta, threshold);

        public Tensor leaky_relu(Scalar negative_slope) => Aten.Tensor("leaky_relu", this, negative_slope);

        public Tensor pow(Scalar exponent) => Aten.Tensor("pow.Tensor_Scalar", this, exponent);

        public Tensor pow(Tensor exponent) => Aten.Tensor("pow.Tensor_Tensor", this, exponent);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.Tensor("clamp", this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.InPlace("clamp_", this, min, max);

        public Tensor clamp_min(Scalar min) => Aten.Tensor("clamp_min", this, min);

        public Tensor clamp_max(Scalar max) => Aten.Tensor("clamp_max", this, max);

        public Tensor maximum(Tensor other) => Aten.Tensor("maximum", this, other);

        public Tensor minimum(Tensor other) => Aten.Tensor("minimum", this, other);

        public Tensor isnan() => Aten.Tensor("isnan", this);

        public Tensor isfinite() => Aten.Tensor("isfinite", this);

        public Tensor nan_to_num(double? nan = null, double? posinf = null, double? neginf = null)
            => Aten.Tensor("nan_to_num", this, nan, posinf, neginf);

        public Tensor lerp(Tensor end, Tensor weight) => Aten.Tensor("lerp.Tensor", this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Aten.InPlace("lerp_.Tensor", this, end, weight);

        public Tensor where(Tensor condition, Tensor y) => Aten.Tensor("where.self", condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.Tensor("masked_fill.Scalar", this, mask, value);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Tensor("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Tensor("log_softmax.int", this, dim, dtype);

        public Tensor mm(Tensor target) => Aten.Tensor("mm", this, target);

        public Tensor bmm(Tensor batch2) => Aten.Tensor("bmm", this, batch2);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1)
            => Aten.Tensor("baddbmm", this, batch1, batch2, ((Value)(double)beta).As("beta"), ((Value)(double)alpha).As("alpha"));

        public Tensor matmul(Tensor target) => Aten.Tensor("matmul", this, target);

        public Tensor mv(Tensor target) => Aten.Tensor("mv", this, target);

        public Tensor outer(Tensor vec2) => Aten.Tensor("outer", this, vec2);

        public Tensor dot(Tensor target) => Aten.Tensor("dot", this, target);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta, float alpha)
            => Aten.Tensor("addmm", this, mat1, mat2, ((Value)(double)beta).As("beta"), ((Value)(double)alpha).As("alpha"));

        public Tensor cdist(Tensor other, double p = 2.0) => Aten.Tensor("cdist", this, other, p);

        public Tensor fill_(Scalar value) => Aten.InPlace("fill_.Scalar", this, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Aten.InPlace("masked_fill_.Scalar", this, mask, value);

        public Tensor zero_() => Aten.InPlace("zero_", this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.InPlace("copy_", this, source, nonBlocking);

        public Tensor uniform_(double from, double to, Generator? generator = null)
            => Aten.InPlace("uniform_", this, from, to, ((Value)generator).As("generator"));

        public Tensor normal_(double mean = 0.0, double stddev = 1.0, Generator? generator = null)
            => Aten.InPlace("normal_", this, mean, stddev, ((Value)generator).As("generator"));

        public Tensor bernoulli_(double p, Generator? generator = null)
            => Aten.InPlace("bernoulli_.float", this, p, ((Value)generator).As("generator"));

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
            => Aten.Tensor("multinomial", this, num_samples, replacement, ((Value)generator).As("generator"));
    }
}
