using System.Runtime.InteropServices;

namespace LensGrains.Tensors.Native;

/// <summary>What an argument or a result is; <c>lg_kind</c> in the shim's header.</summary>
internal enum ValueKind
{
    None,
    Tensor,
    Int,
    Real,
    Bool,
    String,
    IntList,
    RealList,
    TensorList,
    BoolList,
    Generator,
}

/// <summary>One argument or result as the shim reads it: <c>lg_value</c>, 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeValue
{
    public ValueKind Kind;
    public int Count;
    public long Integer;
    public double Real;
    public void* Data;
    public byte* Name;
}
