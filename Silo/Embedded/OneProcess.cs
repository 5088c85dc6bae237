using LensGrains.Grains.Devices;

namespace LensGrains.Silo;

/// <summary>A cluster of one process: everything is placed here.</summary>
internal sealed class OneProcess : ICluster
{
    private readonly HashSet<string> _silos = [ThisProcess];

    private const string ThisProcess = "this";

    public string Self => ThisProcess;

    public string Name { get; } = Environment.MachineName;

    public IReadOnlySet<string> Silos() => _silos;

    public async Task<T?> CallAsync<T>(PlacementWish wish, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
