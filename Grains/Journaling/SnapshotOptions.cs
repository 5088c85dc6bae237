using System.ComponentModel.DataAnnotations;

namespace LensGrains.Grains.Journaling;

/// <summary>How often the folds of journals are written down. Bound to <c>LensGrains:Snapshots</c>.</summary>
public sealed class SnapshotOptions
{
    /// <summary>Fewest entries of a journal between two snapshots of its fold; a start reads the last one and what came since.</summary>
    [Range(1, int.MaxValue)]
    public int Every { get; set; } = 1_000;
}
