namespace LensGrains.Core.Devices;

/// <summary>One device of one silo.</summary>
/// <param name="Silo">The silo as its cluster tells it from all others, an earlier life of the same process included.</param>
/// <param name="Device">The device's name there: <c>cpu</c>, <c>cuda:0</c>.</param>
[GenerateSerializer, Immutable, Alias("device-place")]
public sealed record DevicePlace(string Silo, string Device)
{
    /// <summary>The device that every silo has.</summary>
    public const string Processor = "cpu";
}

/// <summary>A device as one round sees it.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="HasAccelerator">True where the silo is one for accelerated work.</param>
/// <param name="OthersJobs">Jobs in its queue that are not this round's, the running one included.</param>
public sealed record DeviceLoad(DevicePlace Place, bool HasAccelerator, int OthersJobs);
