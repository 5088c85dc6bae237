namespace LensGrains.Learning.Networks;

/// <summary>Neighbours on a device: each one's embedding once, and for every source whose those of its neighbours are.</summary>
public sealed class FieldTable : IDisposable
{
    private readonly torch.Tensor _embeddings;
    private readonly torch.Tensor _rows;
    private readonly torch.Tensor _offsets;
    private readonly torch.Tensor _present;

    /// <param name="neighbours">Who is near whom.</param>
    /// <param name="embeddings">[m, d] of <see cref="FieldNeighbours.Keys"/> in their order, on the device; copied.</param>
    public FieldTable(FieldNeighbours neighbours, torch.Tensor embeddings)
    {
        var keys = neighbours.Keys;
        if (embeddings.shape is not [var m, var d] || m != keys.Count)
        {
            throw new ArgumentException($"Embeddings [{keys.Count}, d] are needed; these are [{string.Join(", ", embeddings.shape)}].");
        }

        long[] shape = [neighbours.Sources, neighbours.Most];
        using var scope = torch.NewDisposeScope();
        var device = embeddings.device;
        _embeddings = (m > 0 ? embeddings.clone() : torch.zeros([1, d], embeddings.dtype, device)).DetachFromDisposeScope();
        _rows = torch.tensor(neighbours.PlacesIn(keys), shape).to(device).DetachFromDisposeScope();
        _offsets = torch.tensor(neighbours.Offsets.ToArray(), [.. shape, 2]).to(embeddings.dtype, device).DetachFromDisposeScope();
        _present = torch.tensor(neighbours.Present.ToArray(), shape).to(device).DetachFromDisposeScope();
    }

    /// <summary>Some sources with their neighbours.</summary>
    /// <param name="centres">[b, d], the sources' own embeddings.</param>
    /// <param name="sources">[b] int64, their rows.</param>
    public FieldBatch Batch(torch.Tensor centres, torch.Tensor sources)
    {
        using var scope = torch.NewDisposeScope();
        var rows = _rows.index_select(0, sources);
        return new FieldBatch(
            centres,
            _embeddings.index_select(0, rows.flatten()).reshape(rows.shape[0], rows.shape[1], -1).MoveToOuterDisposeScope(),
            _offsets.index_select(0, sources).MoveToOuterDisposeScope(),
            _present.index_select(0, sources).MoveToOuterDisposeScope());
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        _embeddings.Dispose();
        _rows.Dispose();
        _offsets.Dispose();
        _present.Dispose();
    }
}
