namespace LensGrains.Core.Dealing;

/// <summary>Where the sources of a page come from. All but the default have one kind of tile, filled up at random where it runs short.</summary>
[GenerateSerializer, Alias("page-queue")]
public enum PageQueue
{
    /// <summary>As the campaign's policy has it.</summary>
    Default,

    /// <summary>The highest mean scores.</summary>
    Highest,

    /// <summary>The largest standard deviations between members.</summary>
    Uncertain,

    /// <summary>A simple random draw from the free sources, its probability recorded.</summary>
    Random,

    /// <summary>The scores nearest to the dividing threshold.</summary>
    Threshold,

    /// <summary>Most unlike the others, whatever the scores.</summary>
    Odd,

    /// <summary>Greedy covering of the embedding space, whatever the scores.</summary>
    Diverse,
}
