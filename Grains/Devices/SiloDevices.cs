using LensGrains.Core.Devices;

namespace LensGrains.Grains.Devices;

/// <summary>What this silo computes on.</summary>
/// <param name="HasAccelerator">True for one that takes members which require an accelerator.</param>
/// <param name="Devices">Names of its devices, at least one; the first is taken where nobody says which.</param>
/// <param name="Role">What the process does: <c>all</c> or <c>silo</c>.</param>
public sealed record SiloDevices(bool HasAccelerator, IReadOnlyList<string> Devices, string Role = "all")
{
    /// <summary>Time between two checkpoints of a training; what a silo loses at most when it dies.</summary>
    public TimeSpan KeepEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The device on which to work: the one asked for where this silo has it.</summary>
    public string For(DevicePlace? place)
        => place is null ? Devices[0] : Devices.Contains(place.Device) ? place.Device : DevicePlace.Processor;
}
