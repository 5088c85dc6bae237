namespace LensGrains.Core.Devices;

/// <summary>What a campaign asks of the silos on which its members train.</summary>
[GenerateSerializer, Alias("accelerator-use")]
public enum AcceleratorUse
{
    /// <summary>On silos with an accelerator while the cluster has one, else on the others.</summary>
    Prefer,

    /// <summary>On silos with an accelerator only; a round waits for one, and says so.</summary>
    Require,

    /// <summary>On processors only.</summary>
    None,
}
