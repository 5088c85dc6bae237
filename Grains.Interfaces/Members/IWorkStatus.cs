using LensGrains.Core.Devices;

namespace LensGrains.Grains.Interfaces.Members;

/// <summary>What is common to every piece of work that a device does for a round.</summary>
public interface IWorkStatus
{
    MemberPhase Phase { get; }

    /// <summary>The device that has it; null where none has.</summary>
    DevicePlace? Place { get; }

    /// <summary>Why it failed.</summary>
    string? Message { get; }
}
