namespace LensGrains.Tensors.Tests;

/// <summary>A fact that needs an NVIDIA device and a libtorch that can use it; skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute()
    {
        if (!torch.cuda.is_available())
        {
            Skip = $"libtorch {torch.__version__} here has no CUDA device";
        }
    }
}
