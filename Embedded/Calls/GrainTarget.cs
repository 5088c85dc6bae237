namespace LensGrains.Embedded;

/// <summary>
/// A grain as the aim of calls. Slot 0 is the one activation a grain has; other slots exist only in tests, which start
/// second activations of the same key on purpose.
/// </summary>
internal sealed record GrainTarget(GrainHost Host, GrainType Type, string Key, int Slot = 0) : ICallTarget
{
    public GrainId GrainId => new(Type.Name, Key);

    public object? Send(GrainMethod method, object?[] arguments)
    {
        if (method.IsOneWay)
        {
            Host.SendOneWay(method.NewCall(this, arguments, caller: null));
            return method.Completed;
        }

        var caller = Work.Current;
        CallCycle.Refuse(this, method, caller);
        var call = method.NewCall(this, arguments, caller);
        Host.Send(call);
        return call.Returned;
    }

    public override string ToString() => GrainId.ToString();
}
