namespace LensGrains.Core.Journaling;

/// <summary>
/// When a fold is worth writing down again: after so many entries, and never before a quarter more have come, so that what all
/// snapshots of a journal cost together stays in proportion to its length.
/// </summary>
/// <param name="every">Fewest entries between two snapshots, 1 or more.</param>
public sealed class SnapshotRhythm(int every)
{
    /// <summary>Position of the newest snapshot; 0 for none.</summary>
    public long Saved { get; private set; }

    public bool IsDue(long position) => position - Saved >= Math.Max(every, Saved / 4);

    /// <summary>A snapshot at this position is there, or on its way.</summary>
    public void Save(long position) => Saved = Math.Max(Saved, position);
}
