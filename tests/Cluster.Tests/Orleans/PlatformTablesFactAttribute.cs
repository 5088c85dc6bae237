using LensGrains.Tests.Server;

namespace LensGrains.Tests.Cluster;

/// <summary>A fact that needs the platform's own tables: skipped, with the reason, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PlatformTablesFactAttribute : FactAttribute
{
    public PlatformTablesFactAttribute(string membership) => Skip = membership == ClusterStorage.AdoNet ? WithoutAdoNet : WithoutAzure;

    /// <summary>The folder of Orleans' own scripts, which are not ours to ship.</summary>
    public static string? Scripts { get; } = Environment.GetEnvironmentVariable("LENS_ORLEANS_SQL");

    private static string? WithoutAdoNet
        => PostgresServer.Obstacle ?? (Scripts is null ? "LENS_ORLEANS_SQL names no folder with Orleans' SQL scripts" : null);

    private static string? WithoutAzure => Azurite.Obstacle
        ?? (File.Exists(Path.Combine(Path.GetDirectoryName(ProgramFiles.Server)!, "Orleans.Clustering.AzureStorage.dll"))
            ? null : "this build has no membership in Azure tables: its packages do not restore");
}
