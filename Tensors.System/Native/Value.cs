using System.Text;

namespace LensGrains.Tensors.Native;

/// <summary>An argument of an operator before it crosses into the shim; it converts from every type an aten schema can ask for.</summary>
internal readonly struct Value
{
    private readonly ValueKind _kind;
    private readonly long _integer;
    private readonly double _real;
    private readonly string? _name;

    private Value(ValueKind kind, long integer = 0, double real = 0, object? reference = null, string? name = null)
    {
        _kind = kind;
        _integer = integer;
        _real = real;
        _name = name;
        Reference = reference;
    }

    /// <summary>The managed object behind the value, to be kept alive during the call.</summary>
    public object? Reference { get; }

    /// <summary>The same argument, given by its schema name instead of its position.</summary>
    public Value As(string name) => new(_kind, _integer, _real, Reference, name);

    public static implicit operator Value(torch.Tensor? tensor) => tensor is null ? default : new(ValueKind.Tensor, reference: tensor);

    public static implicit operator Value(long value) => new(ValueKind.Int, value);

    public static implicit operator Value(int value) => new(ValueKind.Int, value);

    public static implicit operator Value(long? value) => value is { } given ? new(ValueKind.Int, given) : default;

    public static implicit operator Value(double value) => new(ValueKind.Real, real: value);

    public static implicit operator Value(double? value) => value is { } given ? new(ValueKind.Real, real: given) : default;

    public static implicit operator Value(bool value) => new(ValueKind.Bool, value ? 1 : 0);

    public static implicit operator Value(string? value) => value is null ? default : new(ValueKind.String, reference: value);

    public static implicit operator Value(long[]? values) => values is null ? default : new(ValueKind.IntList, reference: values);

    public static implicit operator Value(double[]? values) => values is null ? default : new(ValueKind.RealList, reference: values);

    public static implicit operator Value(torch.Tensor?[] values) => new(ValueKind.TensorList, reference: values);

    public static implicit operator Value(torch.ScalarType value) => new(ValueKind.Int, (long)value);

    public static implicit operator Value(torch.ScalarType? value) => value is { } given ? new(ValueKind.Int, (long)given) : default;

    public static implicit operator Value(torch.Device? value)
        => value is null ? default : new(ValueKind.String, reference: value.ToString());

    public static implicit operator Value(torch.Generator? value)
        => value is null ? default : new(ValueKind.Generator, reference: value);

    public static implicit operator Value(Scalar? value) => value switch
    {
        null => default,
        { Type: torch.ScalarType.Float64 } => new(ValueKind.Real, real: value.Real),
        { Type: torch.ScalarType.Bool } => new(ValueKind.Bool, value.Integer),
        _ => new(ValueKind.Int, value.Integer),
    };

    /// <summary>Bytes of scratch memory that <see cref="Write"/> needs, a multiple of eight.</summary>
    public int ScratchBytes
    {
        get
        {
            var own = Reference switch
            {
                string text => Encoding.UTF8.GetMaxByteCount(text.Length),
                Array list => list.Length * 8,
                _ => 0,
            };
            return Aligned(own) + (_name is null ? 0 : Aligned(_name.Length + 1));
        }
    }

    /// <summary>Writes the native form, with lists and texts in <paramref name="scratch"/>; returns the scratch memory left.</summary>
    public unsafe byte* Write(NativeValue* target, byte* scratch)
    {
        *target = new NativeValue { Kind = _kind, Integer = _integer, Real = _real };
        switch (Reference)
        {
            case torch.Tensor tensor:
                target->Data = (void*)tensor.Handle;
                break;
            case torch.Generator generator:
                target->Data = (void*)generator.Handle;
                break;
            case string text:
                target->Data = scratch;
                target->Count = Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, Encoding.UTF8.GetMaxByteCount(text.Length)));
                scratch += Aligned(Encoding.UTF8.GetMaxByteCount(text.Length));
                break;
            case Array list:
                target->Data = scratch;
                target->Count = list.Length;
                WriteList(list, scratch);
                scratch += list.Length * 8;
                break;
        }

        return WriteName(target, scratch);
    }

    private static unsafe void WriteList(Array list, byte* scratch)
    {
        switch (list)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(scratch, integers.Length));
                break;
            case double[] reals:
                reals.CopyTo(new Span<double>(scratch, reals.Length));
                break;
            case torch.Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++)
                {
                    ((nint*)scratch)[i] = tensors[i]?.Handle ?? 0;
                }

                break;
        }
    }

    private unsafe byte* WriteName(NativeValue* target, byte* scratch)
    {
        if (_name is null)
        {
            return scratch;
        }

        var length = Encoding.ASCII.GetBytes(_name, new Span<byte>(scratch, _name.Length));
        scratch[length] = 0;
        target->Name = scratch;
        return scratch + Aligned(length + 1);
    }

    private static int Aligned(int bytes) => (bytes + 7) & ~7;
}
