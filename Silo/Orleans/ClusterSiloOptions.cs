using System.ComponentModel.DataAnnotations;

namespace LensGrains.Silo;

/// <summary>Where silos and clients of a cluster find each other.</summary>
public enum MembershipKind
{
    /// <summary>In the product's own storage, whatever that is: <see cref="StateStoreMembershipTable"/>.</summary>
    Store,

    /// <summary>In the platform's tables in PostgreSQL.</summary>
    AdoNet,

    /// <summary>In the platform's table in Azure Storage.</summary>
    Azure,

    /// <summary>In the memory of this one silo, which is the whole cluster.</summary>
    Development,
}

/// <summary>Where reminders are kept.</summary>
public enum ReminderKind
{
    /// <summary>In the product's own storage; the default lane reads them too.</summary>
    Store,

    /// <summary>In the platform's tables in PostgreSQL.</summary>
    AdoNet,
}

/// <summary>A process's place in its cluster. Bound to <c>LensGrains:Cluster</c>.</summary>
public sealed class ClusterSiloOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "LensGrains:Cluster";

    /// <summary>Silos of one cluster share it.</summary>
    [Required]
    public string ClusterId { get; set; } = "lensgrains";

    /// <summary>The deployment, over all its clusters; states and reminders belong to it.</summary>
    [Required]
    public string ServiceId { get; set; } = "lensgrains";

    /// <summary>Port on which other silos call this one; 0, the default, for any free one.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>Port on which clients call this silo; 0, the default, for any free one.</summary>
    [Range(0, 65_535)]
    public int GatewayPort { get; set; }

    /// <summary>Address or host name by which others reach this silo. Default: loopback.</summary>
    [Required]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// Where silos and clients find each other. Left out: the product's storage, but for a process that is silo and API in one, which is
    /// a cluster of its own and waits for nobody.
    /// </summary>
    public MembershipKind? Membership { get; set; }

    /// <summary>Where the platform's membership tables are; for <c>adonet</c> an Npgsql, for <c>azure</c> a storage connection string.</summary>
    public string? MembershipConnectionString { get; set; }

    /// <summary>Where reminders are kept. Default: the product's storage.</summary>
    public ReminderKind Reminders { get; set; }

    /// <summary>What this silo says of itself, such as <c>accelerator=gpu</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>How long a silo waits for the answer to a probe, and between probes. Seconds, default 5.</summary>
    [Range(0.1, 600)]
    public double ProbeSeconds { get; set; } = 5;

    /// <summary>Probes in a row that must fail before a silo is suspected. Default 3.</summary>
    [Range(1, 100)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>How often silos read the membership table if nobody tells them of a change. Seconds, default 30.</summary>
    [Range(0.1, 3_600)]
    public double TableRefreshSeconds { get; set; } = 30;

    /// <summary>How often a silo writes that it is alive. Seconds, default 10.</summary>
    [Range(0.1, 3_600)]
    public double AliveSeconds { get; set; } = 10;

    /// <summary>
    /// How long a silo tries to join before it gives up. It must reach every member, or find that a member has missed three signs of life
    /// and evict it: that is the wait after all silos died at once. So it is longer than thrice <see cref="AliveSeconds"/>. Default 120.
    /// </summary>
    [Range(1, 3_600)]
    public double JoinSeconds { get; set; } = 120;

    /// <summary>How often a client looks for new silos. Seconds, default 10.</summary>
    [Range(0.1, 3_600)]
    public double GatewayRefreshSeconds { get; set; } = 10;

    /// <summary>How long a call may take before it fails. Seconds, default 30.</summary>
    [Range(1, 3_600)]
    public double ResponseSeconds { get; set; } = 30;
}
