namespace LensGrains.Bench.Http;

/// <summary>A server of several processes over one data folder: silos, and one API node; or everything in one process.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private readonly ServerProcess[] _silos;

    private ClusterProcesses(ServerProcess[] silos, ServerProcess front) => (_silos, Front) = (silos, front);

    /// <summary>The process that speaks HTTP.</summary>
    public ServerProcess Front { get; }

    /// <summary>Processor time of all processes so far.</summary>
    public TimeSpan ProcessorTime => _silos.Append(Front).Aggregate(TimeSpan.Zero, (sum, p) => sum + p.ProcessorTime);

    /// <param name="data">The data folder.</param>
    /// <param name="silos">Number of silos beside the API node; 0: one process does everything.</param>
    public static async Task<ClusterProcesses> StartAsync(string data, int silos)
    {
        if (silos == 0)
        {
            return new ClusterProcesses([], await ServerProcess.StartAsync(data));
        }

        var hosts = await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => ServerProcess.StartAsync(data, "--role", "silo")));
        return new ClusterProcesses(hosts, await ServerProcess.StartAsync(data, "--role", "api"));
    }

    public void Dispose()
    {
        Front.Dispose();
        foreach (var silo in _silos)
        {
            silo.Dispose();
        }
    }
}
