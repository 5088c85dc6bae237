namespace LensGrains.Embedded;

/// <summary>Gives references. A reference costs nothing and outlives activations and restarts; the call activates.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of this interface with this key.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>
    /// A reference through which grains can tell <paramref name="obj"/> things, one way and without a promise. The host holds
    /// the object weakly: keep it alive, and renew the subscription with a timer.
    /// </summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends what <see cref="CreateObjectReference{T}"/> began; takes that reference.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
