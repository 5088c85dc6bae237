using System.Reflection;

namespace LensGrains.Embedded;

/// <summary>Where a reference's calls go.</summary>
internal interface ICallTarget
{
    object? Send(GrainMethod method, object?[] arguments);
}

/// <summary>A reference: an implementation of a grain or observer interface, made at run time, that passes calls on.</summary>
internal class CallProxy : DispatchProxy
{
    private Type _interface = null!;

    public ICallTarget Target { get; private set; } = null!;

    public Type Interface => _interface;

    public static object Create(Type interfaceType, ICallTarget target)
    {
        if (!interfaceType.IsInterface)
        {
            throw new ArgumentException($"{interfaceType.Name} is no interface.", nameof(interfaceType));
        }

        var proxy = Create(interfaceType, typeof(CallProxy));
        ((CallProxy)proxy).Target = target;
        ((CallProxy)proxy)._interface = interfaceType;
        return proxy;
    }

    public override bool Equals(object? obj) => obj is CallProxy other && other._interface == _interface && other.Target.Equals(Target);

    public override int GetHashCode() => HashCode.Combine(_interface, Target);

    public override string ToString() => $"{_interface.Name} {Target}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Target.Send(GrainMethod.Of(targetMethod!), args ?? []);
}
