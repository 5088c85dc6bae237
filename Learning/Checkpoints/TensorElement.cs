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
}

/// <summary>Sizes of element types.</summary>
public static class TensorElements
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeBytes(this TensorElement element) => element switch
    {
        TensorElement.F64 or TensorElement.I64 => 8,
        TensorElement.F32 => 4,
        TensorElement.F16 => 2,
        _ => 1,
    };
}
