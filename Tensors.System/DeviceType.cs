namespace LensGrains.Tensors;

/// <summary>Where a tensor lives.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}
