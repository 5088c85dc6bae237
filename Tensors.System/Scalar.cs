namespace LensGrains.Tensors;

/// <summary>A number of the type that the caller wrote, as operators that mix tensors and numbers take it.</summary>
public sealed class Scalar
{
    private Scalar(torch.ScalarType type, long integer, double real)
    {
        Type = type;
        Integer = integer;
        Real = real;
    }

    /// <summary>Int64, Float64 or Bool.</summary>
    public torch.ScalarType Type { get; }

    internal long Integer { get; }

    internal double Real { get; }

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Int64, value, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int64, value, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value, value);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float64, 0, value);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, 0, value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, 0);
}
