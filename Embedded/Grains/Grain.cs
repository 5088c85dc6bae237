namespace LensGrains.Embedded;

/// <summary>
/// Base of grain classes. One call runs at a time, and every continuation of it runs on the activation's scheduler, so
/// fields need no locks. Fields live as long as the activation; what must last goes to a journal or a persistent state.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Takes the activation for which the host is constructing this object.</summary>
    protected Grain() => _activation = Activation.Constructing;

    /// <inheritdoc/>
    public IGrainContext GrainContext => Activation;

    /// <summary>The grain's full name, for logs.</summary>
    public string IdentityString => Activation.GrainId.ToString();

    /// <summary>Gives references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Host.GrainFactory;

    /// <summary>The activation's services.</summary>
    protected internal IServiceProvider ServiceProvider => Activation.ActivationServices;

    internal Activation Activation
        => _activation ?? throw new InvalidOperationException($"{GetType().Name} was not constructed by the grain host.");

    /// <summary>Runs before the first call; persistent states are loaded. If it throws, the waiting calls fail with it.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call, if the process lives that long: never rely on it.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once the calls that run now have ended; the next call starts a new one.</summary>
    protected void DeactivateOnIdle()
        => Activation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Ends this activation so that the next call finds it where placement wants it: in one process the same as ending it.</summary>
    protected void MigrateOnIdle() => DeactivateOnIdle();

    /// <summary>Keeps the activation from idle collection for <paramref name="timeSpan"/>; negative takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
