namespace LensGrains.Embedded;

/// <summary>Keeps the ambient context of whoever happens to start something from following it.</summary>
internal static class Flow
{
    /// <summary>Runs <paramref name="start"/> such that what it starts inherits no ambient context.</summary>
    public static T Without<T>(Func<T> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return start();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return start();
        }
    }
}
