namespace LensGrains.Silo;

/// <summary>What one process of the server does.</summary>
public enum ProcessRole
{
    /// <summary>Hosts grains and serves the API and the page: one machine's default.</summary>
    All,

    /// <summary>Hosts grains; by HTTP it answers for its health and its figures only.</summary>
    Silo,

    /// <summary>Serves the API and the page as a client of the cluster, and hosts no grain.</summary>
    Api,
}
