namespace LensGrains.Tensors;

/// <summary>
/// Owns the tensors made on its thread while it is the innermost scope, and disposes of them with itself. Scopes belong to one
/// thread and do not follow an await.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? s_current;

    private readonly HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;
    private bool _disposed;

    internal DisposeScope()
    {
        _outer = s_current;
        s_current = this;
    }

    /// <summary>How many tensors the scope owns.</summary>
    public int DisposablesCount => _owned.Count;

    internal static DisposeScope? Current => s_current;

    /// <summary>Hands the tensor to the scope outside this one, or to nobody.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
        => MoveToOther(_outer, disposable);

    /// <summary>Hands the tensor to another scope, or to nobody where that is null.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        if (_owned.Remove(disposable))
        {
            (disposable as torch.Tensor)?.SetOwner(scope);
            scope?._owned.Add(disposable);
        }

        return disposable;
    }

    /// <summary>Takes the tensor out: the caller disposes of it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
        => MoveToOther(null, disposable);

    /// <summary>Whether the scope owns the tensor.</summary>
    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    /// <summary>Disposes of what the scope owns; the scope stays open.</summary>
    public void DisposeEverything()
    {
        foreach (var disposable in _owned.ToArray())
        {
            disposable.Dispose();
        }

        _owned.Clear();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (s_current != this)
        {
            throw new InvalidOperationException("Dispose scopes close in the reverse order of opening, on their own thread.");
        }

        _disposed = true;
        DisposeEverything();
        s_current = _outer;
    }

    internal void Add(torch.Tensor tensor) => _owned.Add(tensor);

    internal void Forget(torch.Tensor tensor) => _owned.Remove(tensor);
}
