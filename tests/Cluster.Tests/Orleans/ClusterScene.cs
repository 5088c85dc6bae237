using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>Silos and API nodes as processes of their own over one data folder, with the quick timings of a machine at hand.</summary>
internal sealed class ClusterScene : IAsyncDisposable
{
    private static readonly (string Name, string Value)[] Quick =
    [
        ("LensGrains__Cluster__ProbeSeconds", "2"),
        ("LensGrains__Cluster__MissedProbes", "2"),
        ("LensGrains__Cluster__TableRefreshSeconds", "2"),
        ("LensGrains__Cluster__AliveSeconds", "1"),
        ("LensGrains__Cluster__JoinSeconds", "60"),
        ("LensGrains__Cluster__GatewayRefreshSeconds", "1"),
        ("Logging__LogLevel__Orleans", "Warning"),
    ];

    private readonly List<ServerProcess> _silos = [];
    private readonly List<ServerProcess> _nodes = [];

    public ClusterScene(ClusterStorage? storage = null) => Storage = storage ?? ClusterStorage.Sqlite();

    public Scene Scene { get; } = new();

    /// <summary>Where everything durable is.</summary>
    public ClusterStorage Storage { get; }

    /// <summary>Silos that run.</summary>
    public IReadOnlyList<ServerProcess> Silos => _silos;

    /// <summary>API nodes that run.</summary>
    public IReadOnlyList<ServerProcess> Nodes => _nodes;

    /// <summary>A cluster that is ready, over the data folder's SQLite where no storage is named; it ends with it.</summary>
    public static async Task<ClusterScene> StartAsync(int silos, int nodes, ClusterStorage? storage = null)
    {
        var cluster = new ClusterScene(storage);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => cluster.AddSiloAsync()));
            await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => cluster.AddNodeAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<ServerProcess> AddSiloAsync(params (string Name, string Value)[] settings) => AddAsync(_silos, "silo", settings);

    public Task<ServerProcess> AddNodeAsync(params (string Name, string Value)[] settings) => AddAsync(_nodes, "api", settings);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(ServerProcess process)
    {
        Remove(process);
        await process.KillAsync();
        await process.DisposeAsync();
    }

    /// <summary>SIGTERM; the exit status.</summary>
    public async Task<int> StopAsync(ServerProcess process)
    {
        Remove(process);
        var status = await process.StopAsync(TimeSpan.FromSeconds(30));
        await process.DisposeAsync();
        return status;
    }

    /// <summary>With no process running: what the journals have is what the annotators were told.</summary>
    public Task CheckJournalsAsync(IEnumerable<ScriptedAnnotator> annotators)
        => Storage.WithJournalAsync(Scene, journal => Evidence.CheckJournalsAsync(journal, annotators.Select(a => (a, a.Acknowledged))));

    /// <summary>Every process is gone at once; the data stay.</summary>
    public async Task KillAllAsync()
    {
        foreach (var process in _nodes.Concat(_silos).ToArray())
        {
            await KillAsync(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAllAsync();
        await Storage.DisposeAsync();
        Scene.Dispose();
    }

    private async Task<ServerProcess> AddAsync(List<ServerProcess> to, string role, (string Name, string Value)[] settings)
    {
        var process = await ServerProcess.StartAsync(Scene.Data, role, [.. Quick, .. Storage.Settings, .. settings]);
        lock (to)
        {
            to.Add(process);
        }

        return process;
    }

    private void Remove(ServerProcess process)
    {
        lock (_silos)
        {
            _silos.Remove(process);
        }

        lock (_nodes)
        {
            _nodes.Remove(process);
        }
    }
}
