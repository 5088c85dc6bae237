namespace LensGrains.Embedded;

/// <inheritdoc/>
internal sealed class GrainFactory(GrainHost host) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        return (TGrainInterface)CallProxy.Create(
            typeof(TGrainInterface), new GrainTarget(host, host.Types.ByInterface(typeof(TGrainInterface)), primaryKey));
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        return obj is TGrainObserverInterface and not CallProxy
            ? (TGrainObserverInterface)CallProxy.Create(typeof(TGrainObserverInterface), new ObserverTarget(host, obj))
            : throw new ArgumentException($"The object is no {typeof(TGrainObserverInterface).Name}, or a reference already.", nameof(obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not CallProxy { Target: ObserverTarget target })
        {
            throw new ArgumentException("That is no reference to an observer.", nameof(obj));
        }

        target.Delete();
    }
}
