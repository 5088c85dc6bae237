namespace LensGrains.Tensors;

/// <summary>Reads and writes the elements of a tensor on the CPU, row by row.</summary>
public sealed class TensorAccessor<T> : IDisposable
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor;

    /// <summary>Lets go of nothing here; TorchSharp's accessor holds a tensor of its own.</summary>
    public void Dispose()
    {
    }

    public long Count => _tensor.numel();

    public T[] ToArray()
    {
        if (_tensor.is_contiguous())
        {
            return _tensor.Elements<T>().ToArray();
        }

        using var contiguous = _tensor.contiguous();
        return contiguous.Elements<T>().ToArray();
    }

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
        => _tensor.Elements<T>()[checked((int)tensorIndex)..].CopyTo(array[arrayIndex..]);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
        => array[arrayIndex..].CopyTo(_tensor.Elements<T>()[checked((int)tensorIndex)..]);
}
