namespace LensGrains.Core.Rounds;

/// <summary>What a round cannot go on without.</summary>
[GenerateSerializer, Alias("round-wait")]
public enum RoundWait
{
    /// <summary>It goes on.</summary>
    Nothing,

    /// <summary>No silo has said which devices it has.</summary>
    Device,

    /// <summary>Its campaign requires an accelerator, and no silo of the cluster has one.</summary>
    GpuSilo,
}
