using System.Collections.Concurrent;

namespace LensGrains.Tensors.Native;

/// <summary>
/// Calls aten operators by schema name (<c>add.Tensor</c>, <c>mm</c>): arguments are coerced to the schema's types, absent ones
/// take its defaults, and a failure names the operator, its arguments with their shapes, and libtorch's reason.
/// </summary>
internal static unsafe class Aten
{
    private const int MaximumResults = 8;
    private const int StackScratchBytes = 1024;

    private static readonly ConcurrentDictionary<string, nint> Operators = new(StringComparer.Ordinal);

    /// <summary>The schema of an operator as libtorch prints it.</summary>
    public static string Schema(string name) => NativeMethods.Text(NativeMethods.lg_operator_schema(Find(name)));

    /// <summary>Whether this libtorch has the operator.</summary>
    public static bool Has(string name) => NativeMethods.lg_has_operator("aten::" + Parts(name).Stem, Parts(name).Overload) != 0;

    /// <summary>Calls an operator with one tensor as its result.</summary>
    public static torch.Tensor Tensor(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaximumResults];
        Call(name, arguments, results);
        return new torch.Tensor((nint)results[0].Data);
    }

    /// <summary>Calls an operator with two tensors as its results.</summary>
    public static (torch.Tensor First, torch.Tensor Second) Pair(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaximumResults];
        Call(name, arguments, results);
        return (new torch.Tensor((nint)results[0].Data), new torch.Tensor((nint)results[1].Data));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    public static torch.Tensor[] List(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaximumResults];
        Call(name, arguments, results);
        var tensors = new torch.Tensor[results[0].Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor(((nint*)results[0].Data)[i]);
        }

        NativeMethods.lg_free_list(results[0].Data);
        return tensors;
    }

    /// <summary>Calls an operator that works in place on the first argument, which it returns.</summary>
    public static torch.Tensor InPlace(string name, torch.Tensor self, params ReadOnlySpan<Value> others)
    {
        Span<Value> arguments = new Value[others.Length + 1];
        arguments[0] = self;
        others.CopyTo(arguments[1..]);
        Do(name, arguments);
        return self;
    }

    /// <summary>Calls an operator and drops its results, for those that work in place.</summary>
    public static void Do(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaximumResults];
        var count = Call(name, arguments, results);
        for (var i = 0; i < count; i++)
        {
            Release(results[i]);
        }
    }

    /// <summary>Calls an operator with one number or truth value as its result.</summary>
    public static bool Truth(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaximumResults];
        Call(name, arguments, results);
        return results[0].Integer != 0;
    }

    private static int Call(string name, ReadOnlySpan<Value> arguments, NativeValue* results)
    {
        var bytes = 0;
        foreach (var argument in arguments)
        {
            bytes += argument.ScratchBytes;
        }

        var scratch = bytes <= StackScratchBytes ? stackalloc byte[StackScratchBytes] : GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        var natives = stackalloc NativeValue[arguments.Length];
        int count;
        fixed (byte* start = scratch)
        {
            var next = start;
            for (var i = 0; i < arguments.Length; i++)
            {
                next = arguments[i].Write(natives + i, next);
            }

            count = NativeMethods.lg_call(Find(name), natives, arguments.Length, results, MaximumResults);
        }

        foreach (var argument in arguments)
        {
            GC.KeepAlive(argument.Reference);
        }

        return count >= 0 ? count : throw NativeMethods.LastError();
    }

    private static void Release(in NativeValue result)
    {
        switch (result.Kind)
        {
            case ValueKind.Tensor:
                NativeMethods.lg_tensor_free((nint)result.Data);
                break;
            case ValueKind.TensorList:
                for (var i = 0; i < result.Count; i++)
                {
                    NativeMethods.lg_tensor_free(((nint*)result.Data)[i]);
                }

                NativeMethods.lg_free_list(result.Data);
                break;
            case ValueKind.IntList:
                NativeMethods.lg_free_list(result.Data);
                break;
        }
    }

    private static nint Find(string name) => Operators.TryGetValue(name, out var op) ? op : Operators.GetOrAdd(name, Resolve);

    private static nint Resolve(string name)
    {
        var (stem, overload) = Parts(name);
        return NativeMethods.Check(NativeMethods.lg_operator("aten::" + stem, overload));
    }

    private static (string Stem, string Overload) Parts(string name)
        => name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? (name[..dot], name[(dot + 1)..]) : (name, "");
}
