namespace LensGrains.Core.Pools;

/// <summary>Where a source stands in a campaign, as far as dealing pages is concerned.</summary>
[GenerateSerializer, Alias("row-status")]
public enum RowStatus : byte
{
    /// <summary>May be dealt.</summary>
    Available = 0,

    /// <summary>Its label is settled; not dealt any more.</summary>
    Labelled = 1,

    /// <summary>A known lens: a positive of round 0, never dealt.</summary>
    KnownLens = 2,

    /// <summary>Neither dealt nor trained on: grade below the cut, beyond the magnitude limit or outside the campaign's filter.</summary>
    Excluded = 3,

    /// <summary>Deleted from the catalogue; its ordinal is not reused.</summary>
    Tombstoned = 4,

    /// <summary>Its files cannot be read; listed with the reason, neither dealt nor trained on.</summary>
    Unreadable = 5,
}
