using System.ComponentModel.DataAnnotations;

namespace LensGrains.Silo;

/// <summary>This silo's place in its cluster. Bound to <c>LensGrains:Cluster</c>.</summary>
public sealed class ClusterSiloOptions
{
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
}
