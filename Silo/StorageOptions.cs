using System.ComponentModel.DataAnnotations;

namespace LensGrains.Silo;

/// <summary>Limits of the database. Bound to <c>LensGrains:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>
    /// Largest size of the database in pages of 4 KiB; a write past it fails as on a full disk. Null, the default: as much as the
    /// disk holds.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaximumPages { get; set; }
}
