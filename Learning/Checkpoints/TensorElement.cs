namespace LensGrains.Learning.Checkpoints;

/// <summary>The element types that a checkpoint may hold, by their safetensors names.</summary>
public enum TensorElement
{
    /// <summary>32-bit IEEE float.</summary>
    F32,

    /// <summary>64-bit IEEE float.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>16-bit IEEE float.</summary>
    F16,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>The upper half of a 32-bit IEEE float.</summary>
    BF16,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>A byte that is 0 or 1.</summary>
    BOOL,
}

/// <summary>Sizes of element types.</summary>
public static class TensorElements
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeBytes(this TensorElement element) => element switch
    {
        TensorElement.F64 or TensorElement.I64 => 8,
        TensorElement.F32 or TensorElement.I32 => 4,
        TensorElement.F16 or TensorElement.BF16 or TensorElement.I16 => 2,
        _ => 1,
    };
}
