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
        var caller = method.IsOneWay ? null : Work.Current;
        var call = method.NewCall(this, arguments, caller);
        try
        {
            CallCycle.Refuse(this, method, caller);
            Host.Send(call);
        }
        catch (Exception error)
        {
            call.Fail(error); // what goes wrong before the call is on its way arrives like what goes wrong after
            return call.Returned;
        }

        return method.IsOneWay ? method.Completed : call.Returned;
    }

    public override string ToString() => GrainId.ToString();
}
